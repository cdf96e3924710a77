import { Hono } from 'hono';

import type {
  ChangedWords,
  ComparedWord,
  PictureChange,
  PictureComparison,
} from '../../src-main/services/compare/compare-types.ts';
import type { PictureDetail, ProposalView, RunView, TagView } from '../../src-main/services/types.ts';

/** A word that the newer run proposes and the older does not, the reverse, or both with masks in different places. */
export type DrawnChange = 'new' | 'gone' | 'moved';

interface Drawn {
  readonly runs: readonly RunView[];
  readonly changes: Readonly<Record<string, DrawnChange>>;
  readonly counted: number | null;
}

/** The comparison's API over pictures in memory; the real one is driven by test/src-main. */
export function comparisonRoutes(drawn: Drawn, details: () => readonly PictureDetail[]): Hono {
  const choose = (query: Readonly<Record<string, string>>) => {
    const find = (id: string | undefined, otherwise: RunView | undefined) =>
      id === undefined ? otherwise : drawn.runs.find((run) => run.id === Number(id));
    const before = find(query['before'], drawn.runs.at(-2));
    return { before, after: find(query['after'], drawn.runs.at(-1)) };
  };
  return new Hono()
    .get('/', (c) => {
      const runs = choose(c.req.query());
      if (runs.before === undefined || runs.after === undefined)
        return c.json({ error: { code: 'run-missing', message: 'There is no such run.' } }, 404);
      const all = details().map((detail) => countChanges(detail, drawn.changes));
      const changed = all.filter(({ added, gone }) => added.words + gone.words > 0);
      const list = [...(c.req.query('only') === 'changed' ? changed : all)];
      if (c.req.query('sort') === 'path') list.sort((a, b) => (a.path < b.path ? -1 : 1));
      else list.sort((a, b) => b.added.words + b.gone.words - a.added.words - a.gone.words);
      const [offset, limit] = [Number(c.req.query('offset')), Number(c.req.query('limit'))];
      const totals = { pictures: all.length, changed: changed.length, ...sum(all) };
      const pictures = list.slice(offset, offset + limit);
      return c.json({
        ...runs,
        totals,
        counted: drawn.counted ?? all.length,
        total: list.length,
        offset,
        pictures,
      });
    })
    .get('/:id', (c) => {
      const detail = details().find(({ id }) => id === Number(c.req.param('id')));
      if (detail === undefined) return c.json({ error: { code: 'picture-unknown', message: 'No.' } }, 404);
      const { captions } = detail;
      const words = detail.tags.map((tag) => compareTag(tag, drawn.changes[tag.text]));
      const { before, after } = choose(c.req.query());
      return c.json({
        before,
        after,
        ...countChanges(detail, drawn.changes),
        captions,
        words,
      } as PictureComparison);
    });
}

function compareTag(tag: TagView, change: DrawnChange | undefined): ComparedWord {
  const { id: tagId, text, stopWord, state, proposal } = tag;
  const before = proposal === null ? null : { ...proposal, relevant: change === undefined ? proposal.relevant : change !== 'new' }; // prettier-ignore
  const after = before === null ? null : { ...before, relevant: change === undefined ? before.relevant : change !== 'gone', ...(change === 'moved' ? { heat: turn(before) } : {}) }; // prettier-ignore
  const word = { ...{ tagId, text, stopWord, state }, before, after };
  if (before === null || after === null) return { ...word, change: 'unscored', iou: null };
  if (before.relevant !== after.relevant)
    return { ...word, change: after.relevant ? 'new' : 'gone', iou: null };
  const isBoth = before.relevant;
  return {
    ...word,
    change: isBoth ? 'both' : 'neither',
    iou: isBoth ? (change === 'moved' ? 0.25 : 1) : null,
  };
}

/** The same heat map upside down. */
function turn({ heat }: ProposalView): ProposalView['heat'] {
  return { ...heat, data: btoa([...atob(heat.data)].reverse().join('')) };
}

function countChanges({ tags, ...detail }: PictureDetail, changes: Drawn['changes']): PictureChange {
  const { id, path, width, height, error } = detail;
  const words = tags.filter(({ stopWord }) => !stopWord).map((tag) => compareTag(tag, changes[tag.text]));
  const count = (change: 'new' | 'gone'): ChangedWords => {
    const found = words.filter((word) => word.change === change);
    const of = (state: string) => found.filter((word) => word.state === state).length;
    return { words: found.length, accepted: of('accepted'), rejected: of('rejected') };
  };
  const ious = words.flatMap(({ iou }) => (iou === null ? [] : [iou]));
  const iou = ious.length === 0 ? null : ious.reduce((a, b) => a + b, 0) / ious.length;
  return { id, path, width, height, error, added: count('new'), gone: count('gone'), both: ious.length, iou };
}

function sum(all: readonly PictureChange[]) {
  const add = (side: 'added' | 'gone'): ChangedWords => ({
    words: all.reduce((n, one) => n + one[side].words, 0),
    accepted: all.reduce((n, one) => n + one[side].accepted, 0),
    rejected: all.reduce((n, one) => n + one[side].rejected, 0),
  });
  const both = all.reduce((n, one) => n + one.both, 0);
  const iou = both === 0 ? null : all.reduce((n, one) => n + (one.iou ?? 0) * one.both, 0) / both;
  return { added: add('added'), gone: add('gone'), both, iou };
}
