import { describe, expect, it } from 'vitest';

import type { TagRow } from '../../../../src-main/services/evaluation/evaluation-types.ts';
import { writeCsv } from '../../../../src-renderer/features/results/csv.ts';
import { arrangeRows } from '../../../../src-renderer/features/results/sort-rows.ts';
import {
  biasCsv,
  masksCsv,
  reliabilityCsv,
  tagRowsCsv,
  tagsCsv,
} from '../../../../src-renderer/features/results/tables.ts';
import { drawnEvaluation } from '../../drawn-evaluation.ts';

describe('a table as a file', () => {
  it('quotes what would break it, and leaves out what is no number', () => {
    expect(writeCsv(['a', 'b'], [['x,"y"', null], ['line\nbreak', 0.1]])).toBe(
      'a,b\r\n"x,""y""",\r\n"line\nbreak",0.1\r\n',
    ); // prettier-ignore
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])('makes no formula of %j', (text) => {
    expect(writeCsv(['a'], [[text]])).toContain(`'${text[0]}`);
    expect(writeCsv(['a'], [[-1]])).toBe('a\r\n-1\r\n');
  });
});

describe('the tables of a result', () => {
  const { evaluation } = drawnEvaluation('1');
  const linesOf = (csv: string) => csv.trim().split('\r\n');

  it('have every method with its interval', () => {
    const lines = linesOf(tagsCsv(evaluation));
    expect(lines).toHaveLength(6);
    expect(lines[4]).toBe('pixel,0.6,0.4,0.615,0.55,0.67,0.7,0.8');
    expect(lines[5]).toBe('pos,0.6,0.4,0.48,,,0.7,0.8');
  });

  it('leave out masks that nothing was compared with', () => {
    const lines = linesOf(masksCsv(evaluation));
    expect(lines[1]).toBe('captionIoU,,,,0');
    expect(lines[5]).toBe('objectIoU,0.456,,,4');
  });

  it('have the gauge with what it would be without a bias', () => {
    expect(linesOf(biasCsv(evaluation))[1]).toBe('image,0.7,0.4,0.5,0.31,3');
  });

  it('have bins and tags with nothing where nothing is divided by', () => {
    expect(linesOf(reliabilityCsv(evaluation.scores.pixel?.reliability ?? []))[4]).toBe('0.3,0.4,0,0,,,,');
    expect(linesOf(tagRowsCsv(evaluation.byTag)).slice(1, 3)).toEqual([
      'dog,5,1,0.5,0.25,0.25,2,dog.jpg',
      'frisbee,3,1,,0,,0,',
    ]);
  });
});

describe('the order of tags', () => {
  const row = (tag: string, words: number, recall: number | null): TagRow => ({
    ...{ tag, words, trueWords: 0, precision: null, recall, meanIoU: null, masks: 0, examples: [] },
  });
  const rows = [row('b', 1, 0.5), row('a', 3, null), row('c', 2, 0.1)];
  const order = (column: 'tag' | 'words' | 'recall', descending: boolean, query = '') =>
    arrangeRows(rows, query, { column, descending }).map(({ tag }) => tag).join(''); // prettier-ignore

  it('is by any column, both ways, with what has no number last', () => {
    expect(order('words', true)).toBe('acb');
    expect(order('tag', false)).toBe('abc');
    expect(order('recall', false)).toBe('cba');
    expect(order('recall', true)).toBe('bca');
  });

  it('leaves out what is not looked for, and changes nothing', () => {
    expect(order('tag', false, ' B ')).toBe('b');
    expect(rows.map(({ tag }) => tag).join('')).toBe('bac');
  });
});
