import { formatCount, formatScore } from '../../format.ts';
import type { compare as english } from './en.ts';

const words = (count: number): string => `${formatCount(count)} 个词`;
const sheets = (count: number): string => `${formatCount(count)} 张图片`;

export const compare: typeof english = {
  title: '比较',
  emptyTitle: '还没有可比较的内容',
  empty:
    '这里把两次预标注并排放在一起，显示较新的一次在哪些词和掩码上有不同的建议。请换一个模型或预设，再预标注一次。',
  toPrelabel: '到图库预标注',
  noDatasetTitle: '没有打开数据集',
  noDataset: '请打开带描述的图片文件夹或演示，并预标注两次。',
  before: '之前',
  after: '之后',
  run: (id, model, preset, moment) => `运行 ${id} · ${model} · ${preset} · ${moment}`,
  swap: '交换两侧',
  show: '显示',
  only: { changed: '有变化的图片', all: '全部图片' },
  order: '排序',
  sorts: { change: '变化最大的在前', path: '按名称' },
  pictures: (changed, pictures) => `${sheets(pictures)}中有 ${formatCount(changed)} 张变化`,
  added: (count) => `新增 ${words(count)}`,
  gone: (count) => `消失 ${words(count)}`,
  both: (count, iou) => `两次都有 ${words(count)}${iou === null ? '' : `，掩码 IoU ${formatScore(iou)}`}`,
  iouAbout: '每个词两个掩码的交并比（IoU）的平均值：1 表示掩码相同，0 表示没有共同的像素。',
  byVerdicts: (better, worse) => `按你的判定：变好 ${words(better)}，变差 ${words(worse)}`,
  verdictsAbout: (accepted, rejected, lost, dropped) =>
    `变好：新增词中已接受 ${words(accepted)}，消失词中已拒绝 ${words(dropped)}。变差：新增词中已拒绝 ${words(rejected)}，消失词中已接受 ${words(lost)}。`,
  noVerdicts: '有变化的词还没有判定',
  counting: (done, total) => `正在比较：${formatCount(done)} / ${sheets(total)}`,
  unfinished: (id, done, total) =>
    `运行 ${id} 尚未结束（${formatCount(done)} / ${sheets(total)}）。目前比较已有的部分。`,
  stopped: (id, done, total) =>
    `运行 ${id} 在 ${formatCount(done)} / ${sheets(total)}处停止。比较已有的部分。`,
  refresh: '重新查看',
  noneInCommonTitle: '没有两次运行共有的图片',
  noneInCommon: '两次运行处理了不同的图片，或者才刚刚开始。',
  nothingTitle: '所有图片上的词都相同',
  nothing: '两次运行在每张图片上建议了相同的词。掩码可能不同：请显示全部图片。',
  list: '图片',
  counts: ({ added, gone, iou }) =>
    `新增 ${words(added)}，消失 ${words(gone)}${iou === null ? '' : `，掩码 IoU ${formatScore(iou)}`}`,
  position: (place, total) => `第 ${formatCount(place)} 张，共 ${formatCount(total)} 张`,
  changes: {
    new: '新增',
    gone: '消失',
    both: '两次都有',
    neither: '两次都没有',
    unscored: '只有一次运行评分',
  },
  wordLabel: (word, change, verdict) => `${word}：${change}${verdict === null ? '' : `，判定为${verdict}`}`,
  words: '描述中的词',
  sideLabel: (side, path) => `${path} 的${side}结果`,
  proposed: (score) => `建议，分数 ${score}`,
  notProposed: (score) => `未建议，分数 ${score}`,
  notScored: '本次运行未评分',
  maskIou: (iou) => `掩码 IoU ${formatScore(iou)}`,
  review: '审核这张图片',
  said: (word, before, after) => `${word}。之前：${before}。之后：${after}。`,
};
