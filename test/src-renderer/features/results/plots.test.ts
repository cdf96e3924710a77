import { describe, expect, it } from 'vitest';

import type { TauPoint } from '../../../../src-main/services/evaluation/evaluation-types.ts';
import { drawBias } from '../../../../src-renderer/features/results/plots/bias.ts';
import { placeIn, type Mark, type Plot } from '../../../../src-renderer/features/results/plots/plot.ts';
import { drawPrecisionRecall } from '../../../../src-renderer/features/results/plots/precision-recall.ts';
import { drawReliability } from '../../../../src-renderer/features/results/plots/reliability.ts';
import { writeSvg } from '../../../../src-renderer/features/results/plots/svg-file.ts';

const axes = { x: 'Recall', y: 'Precision', tick: String };
const point = (tau: number, precision: number | null, recall: number): TauPoint => ({
  tau,
  precision,
  recall,
  f1: 0,
});
const marksOf = <Kind extends Mark['kind']>({ marks }: Plot, kind: Kind, tone: string) =>
  marks.filter((mark): mark is Extract<Mark, { kind: Kind }> => mark.kind === kind && mark.tone === tone);
const textsOf = ({ marks }: Plot) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe('a plot of precision and recall', () => {
  const points = [point(0, 0.5, 1), point(0.5, 1, 0.5), point(0.9, null, 0)];
  const curves = [
    { series: 'image', name: 'Image', points },
    { series: 'pixel', name: 'Pixel', points },
  ] as const;

  it('has a line a method without what has no precision, and names each', () => {
    const plot = drawPrecisionRecall(curves, null, axes);
    const [line] = marksOf(plot, 'line', 'pixel');
    expect(line?.points).toEqual([
      [446, 158],
      [250, 14],
    ]);
    expect(textsOf(plot)).toEqual(expect.arrayContaining(['Recall', 'Precision', 'Image', 'Pixel', '0.2']));
    // Not by colour alone.
    expect(marksOf(plot, 'line', 'image')[0]?.dash).not.toBe(line?.dash);
  });

  it('marks the τ that is looked at, where it has a precision', () => {
    const marked = (at: TauPoint) =>
      marksOf(drawPrecisionRecall(curves, { label: 'τ', point: at }, axes), 'dot', 'pixel');
    expect(marked(point(0.5, 1, 0.5))).toMatchObject([{ x: 250, y: 14 }]);
    expect(marked(point(0.9, null, 0))).toEqual([]);
  });

  it('keeps its legend apart, also in wide scripts', () => {
    const named = (names: readonly string[]) => {
      const all = names.map((name) => ({ series: 'text', name, points }) as const);
      const plot = drawPrecisionRecall(all, null, axes);
      return plot.marks.flatMap((mark) =>
        mark.kind === 'text' && names.includes(mark.text) ? [mark.x] : [],
      );
    };
    const [first = 0, second = 0] = named(['画像＋テキスト', '画素']);
    expect(second - first).toBeGreaterThan(7 * 12 + 24);
  });
});

describe('a plot of what a score is worth', () => {
  const bin = { from: 0, to: 0.1, words: 4, trueWords: 1, meanScore: 0.05, interval: [0.1, 0.6] } as const;
  const empty = { ...bin, from: 0.1, to: 0.2, words: 0, trueWords: 0, interval: null };
  const words = { ...axes, ideal: 'ideal', words: 'Words', count: String };

  it('has a point with its interval for each bin that has words', () => {
    const plot = drawReliability([bin, empty], words);
    const place = placeIn({ left: 54, top: 14, width: 392, height: 240 });
    const [x, y] = place(0.05, 0.25);
    expect(marksOf(plot, 'dot', 'pixel')).toMatchObject([{ x, y }]);
    expect(marksOf(plot, 'line', 'pixel').map(({ points }) => points)).toEqual([
      [place(0.05, 0.1), place(0.05, 0.6)],
    ]);
    expect(marksOf(plot, 'box', 'band').map(({ height }) => height)).toEqual([48, 0]);
  });

  it('is empty, and no fault, without any words', () => {
    expect(marksOf(drawReliability([empty], words), 'dot', 'pixel')).toEqual([]);
  });
});

describe('a plot of the single tag bias', () => {
  const rates = { topShare: 0.5, atMostOne: 0, chosenPerTrue: 1 };
  const names = { image: 'Image', text: 'Text', image_text: 'Both', pixel: 'Pixel' };

  it('has a bar a method, as long as its share, and a line at the even one', () => {
    const bias = {
      captions: 2,
      evenShare: 0.25,
      methods: { image: rates, pixel: { ...rates, topShare: 1 } },
    };
    const plot = drawBias(bias, { methods: names, even: (share) => `even ${share}`, percent: String });
    const [image] = marksOf(plot, 'box', 'image');
    const [pixel] = marksOf(plot, 'box', 'pixel');
    expect(image?.width).toBe((pixel?.width ?? 0) / 2);
    expect(textsOf(plot)).toEqual(['Image', '0.5', 'Pixel', '1', 'even 0.25']);
    expect(marksOf(plot, 'line', 'label')[0]?.points[0]?.[0]).toBe((image?.x ?? 0) + (pixel?.width ?? 0) / 4);
  });
});

describe('a plot as a file', () => {
  it('is an SVG that stands alone, whatever its words are', () => {
    const marks: readonly Mark[] = [
      { kind: 'line', points: [[0, 1], [2, 3.5]], tone: 'pixel', width: 2, dash: '4 3' },
      { kind: 'box', x: 1, y: 2, width: 3, height: 4, tone: 'band' },
      { kind: 'dot', x: 1, y: 2, radius: 3, tone: 'image' },
      { kind: 'text', x: 5, y: 6, text: '<script>"&', tone: 'label', turned: true, halo: true },
    ]; // prettier-ignore
    const text = writeSvg({ width: 20, height: 10, marks }, 'A & B');
    const file = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(file.querySelector('parsererror')).toBeNull();
    expect(file.documentElement.getAttribute('viewBox')).toBe('0 0 20 10');
    expect(file.querySelector('title')?.textContent).toBe('A & B');
    expect(file.querySelector('text')?.textContent).toBe('<script>"&');
    expect(file.querySelector('script')).toBeNull();
    expect(file.querySelector('polyline')?.getAttribute('points')).toBe('0,1 2,3.5');
    expect([...file.querySelectorAll('*')].map(({ localName }) => localName)).toEqual([
      'svg',
      'title',
      'rect',
      'polyline',
      'rect',
      'circle',
      'text',
    ]);
    expect(text).not.toMatch(/var\(|class=/);
  });
});
