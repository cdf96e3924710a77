import { formatCount, formatScore } from '../../format.ts';
import type { compare as english } from './en.ts';

const words = (count: number): string => `${formatCount(count)}語`;
const sheets = (count: number): string => `${formatCount(count)}枚`;

export const compare: typeof english = {
  title: '比較',
  emptyTitle: '比較できるものがまだありません',
  empty:
    'ここには 2 回の自動ラベル付けが並び、新しいほうの単語とマスクがどう違うかを表示します。別のモデルかプリセットで、もう一度自動ラベル付けをしてください。',
  toPrelabel: 'ライブラリで自動ラベル付け',
  noDatasetTitle: 'データセットが開かれていません',
  noDataset: 'キャプション付きの画像フォルダーかデモを開き、自動ラベル付けを 2 回行ってください。',
  before: '前',
  after: '後',
  run: (id, model, preset, moment) => `実行 ${id} · ${model} · ${preset} · ${moment}`,
  swap: '前後を入れ替える',
  show: '表示',
  only: { changed: '変化した画像', all: 'すべての画像' },
  order: '並び順',
  sorts: { change: '変化の大きい順', path: '名前順' },
  pictures: (changed, pictures) => `${sheets(pictures)}中 ${sheets(changed)}が変化`,
  added: (count) => `新たに候補 ${words(count)}`,
  gone: (count) => `候補から外れた ${words(count)}`,
  both: (count, iou) =>
    `両方で候補 ${words(count)}${iou === null ? '' : `、マスクの IoU ${formatScore(iou)}`}`,
  iouAbout: '各単語の 2 つのマスクの重なり（IoU）の平均です。1 は同じマスク、0 は共通の画素がありません。',
  byVerdicts: (better, worse) => `判定によると：改善 ${words(better)}、悪化 ${words(worse)}`,
  verdictsAbout: (accepted, rejected, lost, dropped) =>
    `改善：新たな候補のうち採用 ${words(accepted)}、外れた候補のうち却下 ${words(dropped)}。悪化：新たな候補のうち却下 ${words(rejected)}、外れた候補のうち採用 ${words(lost)}。`,
  noVerdicts: '変化した単語には判定がありません',
  counting: (done, total) => `比較中：${sheets(total)}中 ${sheets(done)}`,
  unfinished: (id, done, total) =>
    `実行 ${id} は終わっていません（${sheets(total)}中 ${sheets(done)}）。現在ある分を比較しています。`,
  stopped: (id, done, total) =>
    `実行 ${id} は ${sheets(total)}中 ${sheets(done)}で止まりました。ある分を比較しています。`,
  refresh: '更新する',
  noneInCommonTitle: '両方にある画像がありません',
  noneInCommon: '2 つの実行は別々の画像を処理したか、始まったばかりです。',
  nothingTitle: 'どの画像でも同じ単語です',
  nothing:
    '両方の実行がすべての画像で同じ単語を候補にしています。マスクは異なることがあります。すべての画像を表示してください。',
  list: '画像',
  counts: ({ added, gone, iou }) =>
    `新規 ${words(added)}、消失 ${words(gone)}${iou === null ? '' : `、マスクの IoU ${formatScore(iou)}`}`,
  position: (place, total) => `${formatCount(place)} / ${formatCount(total)} 枚目`,
  changes: {
    new: '新規',
    gone: '消失',
    both: '両方で候補',
    neither: 'どちらも候補なし',
    unscored: '片方の実行だけが採点',
  },
  wordLabel: (word, change, verdict) => `${word}：${change}${verdict === null ? '' : `、判定は${verdict}`}`,
  words: 'キャプションの単語',
  sideLabel: (side, path) => `${path} の${side}の結果`,
  proposed: (score) => `候補、スコア ${score}`,
  notProposed: (score) => `候補ではない、スコア ${score}`,
  notScored: 'この実行では採点されていません',
  maskIou: (iou) => `マスクの IoU ${formatScore(iou)}`,
  review: 'この画像をレビュー',
  said: (word, before, after) => `${word}。前：${before}。後：${after}。`,
};
