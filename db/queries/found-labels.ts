import type { WriteDb } from '../connection.ts';
import { insertRows } from '../insert-rows.ts';
import { statement } from '../statement.ts';
import { appendStepRows } from './append-decisions.ts';
import { insertAction, type NewMask, type State } from './decisions.ts';
import type { ImportedWord } from './imported-labels.ts';

/** What files say about a picture's tag. */
export interface FoundLabel {
  readonly pictureId: number;
  /** NFC, lower case. */
  readonly text: string;
  readonly stopWord: 0 | 1;
  readonly verdict: Exclude<State, 'undecided'>;
  readonly mask: NewMask | null;
  /** Below the dataset's folder. */
  readonly file: string;
  readonly words: readonly ImportedWord[];
}

const maskColumns = 'width, height, counts, area, bbox_x, bbox_y, bbox_width, bbox_height';

/**
 * A place for labels that are being read, outside of the project's file: nobody waits for a lock meanwhile, memory stays flat, and a
 * crash leaves nothing of them.
 */
export function prepareFoundLabels(db: WriteDb): void {
  db.exec(`
    CREATE TEMP TABLE IF NOT EXISTS found_label (
      id INTEGER PRIMARY KEY, picture_id INTEGER NOT NULL, text TEXT NOT NULL, stop_word INTEGER NOT NULL,
      verdict TEXT NOT NULL, file TEXT NOT NULL, words TEXT NOT NULL, width INTEGER, height INTEGER, counts TEXT,
      area INTEGER, bbox_x INTEGER, bbox_y INTEGER, bbox_width INTEGER, bbox_height INTEGER,
      UNIQUE (picture_id, text));
    CREATE TEMP TABLE IF NOT EXISTS label_step (
      place INTEGER PRIMARY KEY, label_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, mask_id INTEGER);
    DELETE FROM found_label;
    DELETE FROM label_step;`);
}

/** A picture and text may be given once. */
export function insertFoundLabels(db: WriteDb, labels: readonly FoundLabel[]): void {
  insertRows(
    db,
    `found_label (picture_id, text, stop_word, verdict, file, words, ${maskColumns})`,
    labels.map(({ pictureId, text, stopWord, verdict, file, words, mask }) => [
      ...[pictureId, text, stopWord, verdict, file, JSON.stringify(words)],
      ...(mask === null ? [null, null, null, null, null, null, null, null] : valuesOf(mask)),
    ]),
  );
}

const valuesOf = ({ width, height, counts, area, bbox }: NewMask): (number | string)[] => [
  ...[width, height, counts, area, bbox.x, bbox.y, bbox.width, bbox.height],
];

export interface TakenLabels {
  /** The action; null where there was nothing to decide. */
  readonly step: number | null;
  readonly accepted: number;
  readonly rejected: number;
  readonly unsure: number;
  /** Labels on tags that the log has something about, and that stay as they are. */
  readonly kept: number;
}

/**
 * Decides, as one action, on each tag that the log says nothing about, and on those whose label an earlier import has brought in, where
 * the file says something else now. Whatever a person has ever done to a tag, an undo of an import too, keeps the import off it. To be
 * called in a transaction.
 */
export function takeFoundLabels(db: WriteDb, by: { reviewer: string; atMs: number }): TakenLabels {
  insertMissingTags(db);
  const lastMask = readLast(db, 'mask');
  statement<[{ lastMask: number }]>(db, chooseLabels).run({ lastMask });
  const counts = countByVerdict(db);
  const found = statement<[], number>(db, 'SELECT count(*) FROM found_label').pluck().get() ?? 0;
  const taken = counts.accepted + counts.rejected + counts.unsure;
  if (taken === 0) return { step: null, ...counts, kept: found };
  const step = insertAction(db, { kind: 'decide', ...by, elapsedMs: null, target: null });
  for (const sql of [insertMasks, fillStep]) statement<[]>(db, sql).run();
  const firstId = appendStepRows(db, step);
  statement<[{ firstId: number }]>(db, insertImported).run({ firstId });
  return { step, ...counts, kept: found - taken };
}

/** Left out of review until their verdict brings them in: no caption has them. */
function insertMissingTags(db: WriteDb): void {
  const lastTag = readLast(db, 'tag');
  statement<[]>(
    db,
    `INSERT INTO tag (picture_id, text, stop_word) SELECT picture_id, text, stop_word FROM found_label
     WHERE NOT EXISTS (SELECT 1 FROM tag WHERE tag.picture_id = found_label.picture_id AND tag.text = found_label.text)
     ORDER BY found_label.id`,
  ).run();
  statement<[number]>(
    db,
    'INSERT INTO tag_state (tag_id, picture_id, stop_word) SELECT id, picture_id, 1 FROM tag WHERE id > ?',
  ).run(lastTag);
}

/** Rows of these tables are never deleted, so that the ids above it are free. */
const readLast = (db: WriteDb, table: 'mask' | 'tag'): number =>
  statement<[], number>(db, `SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get() ?? 0;

function countByVerdict(db: WriteDb): { accepted: number; rejected: number; unsure: number } {
  const sql =
    'SELECT verdict, count(*) AS n FROM label_step JOIN found_label ON id = label_id GROUP BY verdict';
  const rows = statement<[], { verdict: string; n: number }>(db, sql).all();
  const countOf = (verdict: string): number => rows.find((row) => row.verdict === verdict)?.n ?? 0;
  return { accepted: countOf('accepted'), rejected: countOf('rejected'), unsure: countOf('unsure') };
}

const chooseLabels = `
  INSERT INTO label_step (place, label_id, tag_id, mask_id)
  SELECT row_number() OVER (ORDER BY label.id) - 1, label.id, tag.id,
    iif(label.counts IS NULL, NULL, @lastMask + sum(label.counts IS NOT NULL) OVER (ORDER BY label.id))
  FROM found_label AS label
    CROSS JOIN tag ON tag.picture_id = label.picture_id AND tag.text = label.text
    CROSS JOIN tag_state ON tag_state.tag_id = tag.id
    LEFT JOIN imported_label AS before ON before.decision_id = tag_state.decision_id
    LEFT JOIN decision ON decision.id = before.decision_id
    LEFT JOIN mask ON mask.id = decision.mask_id
  WHERE tag_state.decision_id IS NULL OR (before.decision_id IS NOT NULL
    AND (decision.verdict <> label.verdict OR mask.counts IS NOT label.counts OR before.words <> label.words))`;

const insertMasks = `
  INSERT INTO mask (id, ${maskColumns})
  SELECT mask_id, ${maskColumns} FROM label_step JOIN found_label ON id = label_id
  WHERE mask_id IS NOT NULL ORDER BY place`;

const fillStep = `
  INSERT INTO step_row (place, tag_id, verdict, mask_id)
  SELECT place, tag_id, verdict, mask_id FROM label_step JOIN found_label ON id = label_id ORDER BY place`;

const insertImported = `
  INSERT INTO imported_label (decision_id, file, words)
  SELECT @firstId + place, file, words FROM label_step JOIN found_label ON id = label_id ORDER BY place`;
