import type { TagRow } from '../../../src-main/services/evaluation/evaluation-types.ts';

export type SortColumn = 'tag' | 'words' | 'trueWords' | 'precision' | 'recall' | 'meanIoU';
export interface SortOrder {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** Rows that hold `query`, in order; those without a number come last whichever way round. */
export function arrangeRows(
  rows: readonly TagRow[],
  query: string,
  { column, descending }: SortOrder,
): TagRow[] {
  const wanted = query.trim().toLowerCase();
  const found = wanted === '' ? [...rows] : rows.filter(({ tag }) => tag.includes(wanted));
  const sign = descending ? -1 : 1;
  return found.sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (typeof x === 'string' || typeof y === 'string') return sign * String(x).localeCompare(String(y));
    return sign * (x - y);
  });
}
