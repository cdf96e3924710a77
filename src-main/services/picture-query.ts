import { flag } from '../../db/queries/selection.ts';
import type { SelectionConditions, SelectionOrder, SortKey } from '../../db/queries/selection.ts';
import { normaliseTag } from '../../models/tagging/index.ts';
import type { PictureQuery, PictureSort, PictureState } from './library-types.ts';

const sortKeys: Record<PictureSort, SortKey> = {
  name: 'path',
  score: 'score',
  uncertainty: 'uncertainty',
  disagreement: 'disagreement',
  area: 'area_ppm',
  undecided: 'undecided',
};

/** Every picture, by name from the start: what the library shows at first. */
export function isPlain({ sort = 'name', order = 'ascending', ...filter }: PictureQuery): boolean {
  return (
    sort === 'name' && order === 'ascending' && Object.values(filter).every((value) => value === undefined)
  );
}

export function orderOf({ sort = 'name', order }: PictureQuery): SelectionOrder {
  const descending = order === undefined ? sort !== 'name' : order === 'descending';
  return { key: sortKeys[sort], descending };
}

const flagsOfState: Record<PictureState, readonly [flags: number, noFlags: number]> = {
  undecided: [flag.undecided, 0],
  reviewed: [0, flag.undecided | flag.untagged],
  accepted: [flag.accepted, 0],
  rejected: [flag.rejected, 0],
  unsure: [flag.unsure, 0],
  untagged: [flag.untagged, 0],
};

/** Whether pictures with these flags are in that state. */
export function isInState(flags: number, state: PictureState | 'errors'): boolean {
  if (state === 'errors') return (flags & flag.usable) === 0;
  const [wanted, unwanted] = flagsOfState[state];
  return (flags & wanted) === wanted && (flags & unwanted) === 0;
}

/** In the words of the tables. */
export function conditionsOf(query: PictureQuery): SelectionConditions {
  const { state, tag, minScore, maxScore, run, model, reviewer } = query;
  const [flags, noFlags] = state === undefined ? [0, 0] : flagsOfState[state];
  const asksTag = [tag, minScore, maxScore, run, model, reviewer].some((value) => value !== undefined);
  const verdict = state === 'reviewed' || state === 'untagged' || !asksTag ? undefined : state;
  return {
    flags: verdict === undefined ? flags : 0,
    noFlags: noFlags | (query.errors === true ? flag.usable : 0),
    tag: {
      ...{ verdict, minScore, maxScore, model, reviewer },
      text: tag === undefined ? undefined : normaliseTag(tag.trim()),
      runId: run,
    },
    captionPart: query.text?.normalize('NFC'),
  };
}
