import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';

/** The bits of `picture_summary.flags`. */
export const flag = { undecided: 1, accepted: 2, rejected: 4, unsure: 8, untagged: 16, usable: 32 } as const;
/** Whoever looks for something to decide on stops here: an undecided tag, and a picture that can be seen. */
const open = flag.undecided | flag.usable;

export type SortKey = 'path' | 'score' | 'uncertainty' | 'disagreement' | 'area_ppm' | 'undecided';

export interface SelectionOrder {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** What is asked of one and the same tag. */
export interface TagConditions {
  readonly text?: string | undefined;
  readonly verdict?: 'accepted' | 'rejected' | 'unsure' | 'undecided' | undefined;
  readonly minScore?: number | undefined;
  readonly maxScore?: number | undefined;
  readonly runId?: number | undefined;
  readonly model?: string | undefined;
  readonly reviewer?: string | undefined;
}

export interface SelectionConditions {
  /** Bits that `flags` must have, and must not have. */
  readonly flags: number;
  readonly noFlags: number;
  readonly tag: TagConditions;
  /** A part of a caption. */
  readonly captionPart?: string | undefined;
}

const indexOfKey: Record<SortKey, string> = {
  path: 'picture_summary_by_name',
  score: 'picture_summary_by_score',
  uncertainty: 'picture_summary_by_uncertainty',
  disagreement: 'picture_summary_by_disagreement',
  area_ppm: 'picture_summary_by_area',
  undecided: 'picture_summary_by_undecided',
};

/** Above an id in a number of 53 bits there is room for a picture's undecided tags. */
export const openTagsRange = 2 ** 20;

/**
 * The pictures that match, in order: each is `openTagsRange × id`, plus how many tags it has to decide on, which are none
 * where it cannot be seen. The order's index is
 * walked once from end to end, whatever matches; it holds everything but what is asked of tags and captions, and that
 * comes from one walk through an index of theirs. The two are brought together here: SQLite would build a tree of the
 * second to look each picture up in, which takes longer than both walks.
 */
export function selectPictures(
  db: ReadDb,
  { key, descending }: SelectionOrder,
  { flags, noFlags, tag, captionPart }: SelectionConditions,
): number[] {
  const direction = descending ? 'DESC' : 'ASC';
  const select = statement<[Values], number>(
    db,
    `SELECT ${openTagsRange} * s.picture_id
       + iif(s.flags & ${open} = ${open}, min(s.undecided, ${openTagsRange - 1}), 0)
     FROM picture_summary AS s INDEXED BY ${indexOfKey[key]}
     WHERE s.flags & @flags = @flags AND s.flags & @noFlags = 0
     ORDER BY s.${key} ${direction}, s.picture_id ${direction}`,
  );
  const inOrder = select.pluck().all({ flags, noFlags });
  const asked = [matchTag(tag), captionPart === undefined ? null : matchCaption(captionPart)];
  return asked
    .filter((matching) => matching !== null)
    .reduce((left, matching) => keepMatching(db, left, matching), inOrder);
}

type Values = Record<string, string | number>;
/** Lists the ids of the pictures that match, perhaps several times. */
interface Matching {
  readonly sql: string;
  readonly values: Values;
}

function keepMatching(db: ReadDb, inOrder: readonly number[], { sql, values }: Matching): number[] {
  const ids = statement<[Values], number>(db, sql).pluck().all(values);
  const last = statement<[], number | null>(db, 'SELECT max(id) FROM picture').pluck().get() ?? 0;
  // A byte a picture: a set of a million numbers takes a hundred times as long to fill.
  const matches = new Uint8Array(last + 1);
  for (const id of ids) matches[id] = 1;
  return inOrder.filter((value) => matches[Math.floor(value / openTagsRange)] === 1);
}

function matchTag({ text, ...others }: TagConditions): Matching | null {
  const asked = [
    ['verdict = @verdict', { verdict: others.verdict }],
    ['score >= @minScore', { minScore: others.minScore }],
    ['score <= @maxScore', { maxScore: others.maxScore }],
    ['run_id = @runId', { runId: others.runId }],
    ['run_id IN (SELECT id FROM run WHERE model_name = @model)', { model: others.model }],
    ['reviewer = @reviewer', { reviewer: others.reviewer }],
  ] as const;
  const set = asked.filter(([, value]) => Object.values(value)[0] !== undefined);
  const values: Values = Object.assign({}, ...set.map(([, value]) => value));
  if (text !== undefined) return matchTagText(text, { conditions: set.map(([sql]) => sql), values });
  if (set.length === 0) return null;
  // A picture's best score answers alone whether one of its tags has at least so much.
  if (set.length === 1 && others.minScore !== undefined)
    return {
      sql: `SELECT picture_id FROM picture_summary INDEXED BY picture_summary_by_score WHERE score >= @minScore`,
      values,
    };
  // One walk through an index is several times quicker than a look at each picture's part of it.
  const index = others.reviewer === undefined ? 'tag_state_by_picture' : 'tag_state_by_reviewer';
  const conditions = set.map(([sql]) => `AND t.${sql}`).join(' ');
  const sql = `SELECT t.picture_id FROM tag_state AS t INDEXED BY ${index} WHERE t.stop_word = 0 ${conditions}`;
  return { sql, values };
}

function matchTagText(
  text: string,
  { conditions, values }: { readonly conditions: readonly string[]; readonly values: Values },
): Matching {
  const named = { ...values, tag: text };
  if (conditions.length === 0) return { sql: 'SELECT picture_id FROM tag WHERE text = @tag', values: named };
  // CROSS JOIN keeps SQLite from starting at the verdict, which half of all tags may have.
  const sql = `SELECT tag.picture_id FROM tag CROSS JOIN tag_state AS t ON t.tag_id = tag.id
    WHERE tag.text = @tag ${conditions.map((condition) => `AND t.${condition}`).join(' ')}`;
  return { sql, values: named };
}

/** Three characters and more are trigrams in a row; one or two are the beginning of a trigram. */
function matchCaption(part: string): Matching {
  const isShort = [...part].length < 3;
  const found = isShort
    ? 'SELECT doc FROM caption_trigram WHERE term >= @part AND term < @partEnd'
    : 'SELECT rowid FROM caption_search WHERE caption_search MATCH @part';
  const sql = `SELECT caption.picture_id FROM caption WHERE caption.id IN (${found})`;
  // The index holds small letters.
  const small = part.toLowerCase();
  const values = isShort
    ? { part: small, partEnd: `${small}\u{10FFFF}` }
    : { part: `"${part.replaceAll('"', '""')}"` };
  return { sql, values };
}

/** What a picture is ordered by; undefined for a picture that is unknown. */
export function readSortKey(db: ReadDb, key: SortKey, pictureId: number): string | number | null | undefined {
  const sql = `SELECT ${key} FROM picture_summary WHERE picture_id = ?`;
  return statement<[number], string | number | null>(db, sql).pluck().get(pictureId);
}

/** How many pictures have each combination of flags. */
export function countByFlags(db: ReadDb): { readonly flags: number; readonly n: number }[] {
  const sql = 'SELECT flags, count(*) AS n FROM picture_summary GROUP BY flags';
  return statement<[], { flags: number; n: number }>(db, sql).all();
}

/** Everybody in the log. It is walked from name to name, not from action to action. */
export function listReviewers(db: ReadDb): string[] {
  const select = statement<[], string>(
    db,
    `WITH RECURSIVE known (name) AS (
       SELECT min(reviewer) FROM action
       UNION ALL SELECT (SELECT min(reviewer) FROM action WHERE reviewer > name) FROM known WHERE name IS NOT NULL)
     SELECT name FROM known WHERE name IS NOT NULL`,
  );
  return select.pluck().all();
}

/** Another one after every write, of this connection or of another one: as long as it stands still, so does what was read. */
export function readVersion(db: ReadDb): string {
  const own = statement<[], number>(db, 'SELECT total_changes()').pluck().get() ?? 0;
  return `${own}/${String(db.pragma('data_version', { simple: true }))}`;
}
