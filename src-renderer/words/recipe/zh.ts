import { formatCount } from '../../format.ts';
import type { recipe as english } from './en.ts';

export const recipe: typeof english = {
  cleanUp: '清理',
  names: { smallestPart: '碎块', fillHoles: '孔洞', smooth: '平滑' },
  about: {
    smallestPart: '去掉小于此大小的连通部分（占图片面积的千分比）',
    fillHoles: '填补不大于此大小的孔洞（占图片面积的千分比）',
    smooth: '平滑半径（占图片短边的千分比）',
  },
  scales: (sides) => `尺寸 ${sides} 倍`,
  mirrored: '含镜像',
  window: (sides) => `${sides} 倍窗口`,
  negatives: (count) => `背景词 ${formatCount(count)} 个`,
  refine: { none: '边缘不作处理', guided: '引导滤波', pamr: '用 PAMR 修整边缘' },
  stretched: '已归一化',
  steps: {
    smallestPart: (size) => `去掉小于 ${size} 的碎块`,
    fillHoles: (size) => `填补不大于 ${size} 的孔洞`,
    smooth: (radius) => `按 ${radius} 平滑`,
  },
};
