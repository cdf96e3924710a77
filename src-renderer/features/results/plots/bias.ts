import type { SingleTagBias } from '../../../../src-main/services/evaluation/evaluation-types.ts';
import { round, series, type Mark, type Plot, type Series } from './plot.ts';

export interface BiasWords {
  readonly methods: Readonly<Record<Series, string>>;
  /** Names the dashed line. */
  readonly even: (share: string) => string;
  readonly percent: (share: number) => string;
}

const width = 460;
const rowHeight = 34;
const left = 96;
const right = 58;
const top = 26;

/** A bar a scoring: what the top word takes. The dashed line is what it would take of equal words. */
export function drawBias({ evenShare, methods }: SingleTagBias, words: BiasWords): Plot {
  const length = width - left - right;
  const shown = series.flatMap((method) => {
    const bias = methods[method];
    return bias === undefined ? [] : [{ method, share: bias.topShare }];
  });
  const bottom = top + shown.length * rowHeight;
  const bars = shown.flatMap(({ method, share }, i): Mark[] => {
    const y = top + i * rowHeight + 7;
    return [
      { kind: 'text', x: left - 10, y: y + 15, text: words.methods[method], tone: 'label', anchor: 'end' },
      { kind: 'box', x: left, y, width: length, height: 20, tone: 'grid' },
      { kind: 'box', x: left, y, width: round(share * length), height: 20, tone: method },
      { kind: 'text', x: width - 4, y: y + 15, text: words.percent(share), tone: 'label', anchor: 'end' },
    ];
  });
  const even = round(left + evenShare * length);
  return {
    width,
    height: bottom + 8,
    marks: [
      ...bars,
      {
        kind: 'line',
        points: [
          [even, top - 6],
          [even, bottom],
        ],
        tone: 'paper',
        width: 4,
      },
      {
        kind: 'line',
        points: [
          [even, top - 6],
          [even, bottom],
        ],
        tone: 'label',
        width: 1.5,
        dash: '4 3',
      },
      {
        kind: 'text',
        x: even,
        y: top - 12,
        text: words.even(words.percent(evenShare)),
        tone: 'quiet',
        anchor: evenShare < 0.2 ? 'start' : 'middle',
      },
    ],
  };
}
