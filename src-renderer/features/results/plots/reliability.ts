import type { ReliabilityBin } from '../../../../src-main/services/evaluation/evaluation-types.ts';
import {
  drawAxes,
  placeIn,
  round,
  widthOf,
  type AxisWords,
  type Frame,
  type Mark,
  type Plot,
  type Point,
} from './plot.ts';

const size = { width: 460, height: 380 } as const;
const frame: Frame = { left: 54, top: 14, width: 392, height: 240 };
/** Below the names of the axis: how many words each bin has. */
const counts = { top: 318, height: 48 };

export interface ReliabilityWords extends AxisWords {
  readonly ideal: string;
  readonly words: string;
  readonly count: (words: number) => string;
}

/** How often words of a score are true, with an interval each; the dashed line is a score that is a probability. */
export function drawReliability(bins: readonly ReliabilityBin[], words: ReliabilityWords): Plot {
  const place = placeIn(frame);
  const marks: Mark[] = [
    ...drawAxes(frame, words),
    { kind: 'line', points: [place(0, 0), place(1, 1)], tone: 'axis', width: 1, dash: '5 4' },
    ...drawBins(bins),
    ...drawCounts(bins, words),
    ...drawKey(words.ideal),
  ];
  return { ...size, marks };
}

/** What the dashed line is, in the corner where words of a high score would have to be false. */
function drawKey(text: string): Mark[] {
  const [right, bottom] = placeIn(frame)(1, 0);
  const end = right - widthOf(text) - 14;
  const y = bottom - 12;
  const sample: readonly Point[] = [
    [end - 26, y - 4],
    [end, y - 4],
  ];
  return [
    { kind: 'line', points: sample, tone: 'axis', width: 1, dash: '5 4' },
    { kind: 'text', x: right - 8, y, text, tone: 'quiet', anchor: 'end', halo: true },
  ];
}

const sharesOf = (bins: readonly ReliabilityBin[]) =>
  bins.flatMap(({ words, trueWords, meanScore, interval }) =>
    words === 0 || interval === null ? [] : [{ meanScore, share: trueWords / words, interval }],
  );

function drawBins(bins: readonly ReliabilityBin[]): Mark[] {
  const place = placeIn(frame);
  const found = sharesOf(bins);
  const whiskers = found.map(({ meanScore, interval: [low, high] }): Mark => {
    return {
      kind: 'line',
      points: [place(meanScore, low), place(meanScore, high)],
      tone: 'pixel',
      width: 1.5,
    };
  });
  const dots = found.map(({ meanScore, share }): Mark => {
    const [x, y] = place(meanScore, share);
    return { kind: 'dot', x, y, radius: 4, tone: 'pixel' };
  });
  const points = found.map(({ meanScore, share }) => place(meanScore, share));
  const line: Mark[] = points.length < 2 ? [] : [{ kind: 'line', points, tone: 'pixel', width: 2 }];
  return [...whiskers, ...line, ...dots];
}

function drawCounts(bins: readonly ReliabilityBin[], { words: label, count }: ReliabilityWords): Mark[] {
  const most = Math.max(1, ...bins.map(({ words }) => words));
  const bottom = counts.top + counts.height;
  const boxes = bins.map(({ from, to, words }): Mark => {
    const height = round((words / most) * counts.height);
    const x = round(frame.left + from * frame.width + 2);
    return {
      kind: 'box',
      x,
      y: bottom - height,
      width: round((to - from) * frame.width - 4),
      height,
      tone: 'band',
    };
  });
  const numbers = bins.flatMap(({ from, to, words }): Mark[] => {
    if (words === 0) return [];
    const x = round(frame.left + ((from + to) / 2) * frame.width);
    const y = round(bottom - (words / most) * counts.height) - 3;
    return [{ kind: 'text', x, y, text: count(words), tone: 'quiet', anchor: 'middle' }];
  });
  return [
    ...boxes,
    {
      kind: 'line',
      points: [
        [frame.left, bottom],
        [frame.left + frame.width, bottom],
      ],
      tone: 'axis',
      width: 1,
    },
    ...numbers,
    {
      kind: 'text',
      x: 13,
      y: counts.top + counts.height / 2,
      text: label,
      tone: 'label',
      anchor: 'middle',
      turned: true,
    },
  ];
}
