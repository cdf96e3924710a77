import { formatCount } from '../../format.ts';
import type { recipe as english } from './en.ts';

export const recipe: typeof english = {
  cleanUp: '整形',
  names: { smallestPart: '小片', fillHoles: '穴', smooth: '平滑化' },
  about: {
    smallestPart: 'この大きさ未満の連結部分を取り除きます（画像の面積の千分率）',
    fillHoles: 'この大きさ以下の穴を埋めます（画像の面積の千分率）',
    smooth: '平滑化の半径（画像の短辺の千分率）',
  },
  scales: (sides) => `サイズ ${sides} 倍`,
  mirrored: '左右反転あり',
  window: (sides) => `${sides} 倍の窓`,
  negatives: (count) => `背景語 ${formatCount(count)} 語`,
  refine: { none: '輪郭はそのまま', guided: 'ガイデッドフィルター', pamr: '輪郭を PAMR で補正' },
  stretched: '正規化あり',
  steps: {
    smallestPart: (size) => `${size} 未満の小片を除去`,
    fillHoles: (size) => `${size} 以下の穴を充填`,
    smooth: (radius) => `${radius} で平滑化`,
  },
};
