import type { ReadDb } from '../../../db/connection.ts';
import { listComparedWords } from '../../../db/queries/compare-runs.ts';
import type { ComparedWordRow, RunPair } from '../../../db/queries/compare-runs.ts';
import { readHeat } from '../../../db/queries/heat.ts';
import { cutOf } from '../proposal-cut.ts';
import { iouOfProposals } from './mask-iou.ts';
import type { Size } from '../../../models/masks/index.ts';

/** What a picture's row of the table holds, in this order. */
export const columns = [
  'added',
  'addedAccepted',
  'addedRejected',
  'gone',
  'goneAccepted',
  'goneRejected',
  'both',
  'iouSum',
] as const;
export type Row = Record<(typeof columns)[number], number>;

export const emptyRow = (): Row => ({
  ...{ added: 0, addedAccepted: 0, addedRejected: 0 },
  ...{ gone: 0, goneAccepted: 0, goneRejected: 0 },
  ...{ both: 0, iouSum: 0 },
});

/** Counts what has changed on one picture of the displayed size. */
export function countPicture(db: ReadDb, pair: RunPair & { readonly pictureId: number }, size: Size): Row {
  const row = emptyRow();
  for (const word of listComparedWords(db, pair)) addWord(row, word, size);
  return row;
}

function addWord(row: Row, word: ComparedWordRow, size: Size): void {
  if (word.before === word.after) {
    row.both += 1;
    row.iouSum += iouOfProposals(sideOf(word, 'before'), sideOf(word, 'after'), size);
    return;
  }
  const kind = word.after === 1 ? 'added' : 'gone';
  row[kind] += 1;
  if (word.verdict === 'accepted') row[`${kind}Accepted`] += 1;
  if (word.verdict === 'rejected') row[`${kind}Rejected`] += 1;
}

function sideOf(word: ComparedWordRow, side: 'before' | 'after') {
  const [width, height] = [word[`${side}_width`], word[`${side}_height`]];
  const heat = readHeat(word[`${side}_heat`] ?? new Uint8Array(), { width, height });
  const cut = cutOf({ threshold: word[`${side}_threshold`], clean_up: word[`${side}_clean_up`] });
  return { heat, cut };
}
