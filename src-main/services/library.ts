import type { ReadDb } from '../../db/connection.ts';
import { countCaptions } from '../../db/queries/captions.ts';
import {
  countMissingPictures,
  countPictures,
  findUndecidedAfter,
  findUndecidedUpTo,
  listPicturePage,
  readNeighbours,
  readPicture,
} from '../../db/queries/pictures.ts';
import type { PictureRow } from '../../db/queries/pictures.ts';
import { countRunPictures, listRuns, readRun } from '../../db/queries/runs.ts';
import { countByFlags, listReviewers } from '../../db/queries/selection.ts';
import { countOpenTags, countTags } from '../../db/queries/status.ts';
import { readSummary } from '../../db/queries/summaries.ts';
import type { SummaryRow } from '../../db/queries/summaries.ts';
import { TagmaskError } from '../../models/errors.ts';
import type { Size } from '../../models/masks/index.ts';
import { viewCaptions, viewTags } from './picture-views.ts';
import { viewRun } from './prelabel-view.ts';
import type { LibraryView, PictureQuery } from './library-types.ts';
import { isInState, isPlain } from './picture-query.ts';
import type { Project } from './project.ts';
import { listFilters } from './saved-filters.ts';
import { refreshIfStale, select } from './selection.ts';
import type { DatasetStatus, PictureDetail, PicturePage, PictureSummary, RunView, TagView } from './types.ts';

export interface PictureFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Of the upright picture; null where it could not be read. */
  readonly displayed: Size | null;
}

export interface PageOf {
  readonly offset: number;
  readonly limit: number;
  /** Every picture by name where there is none. */
  readonly query?: PictureQuery;
}

/** A page of the pictures that match, in the query's order; `total` counts all that match, missing and unreadable ones too. */
export function listPictures({ db }: Project, { offset, limit, query = {} }: PageOf): PicturePage {
  refreshIfStale(db);
  if (isPlain(query)) {
    const pictures = listPicturePage(db, { offset, limit }).map((row) => summarise(db, row));
    return { total: countPictures(db), openTags: countOpenTags(db), offset, pictures };
  }
  const selection = select(db, query);
  const pictures = selection.page({ offset, limit }).map((id) => summarise(db, requirePicture(db, id)));
  return { total: selection.total, openTags: selection.openTags, offset, pictures };
}

/**
 * Everything about one picture, with its place among those that match, which it need not be one of.
 * @throws TagmaskError `picture-unknown`
 */
export function getPicture({ db }: Project, id: number, query: PictureQuery = {}): PictureDetail {
  refreshIfStale(db);
  const row = requirePicture(db, id);
  const { position, previousId, nextId } = isPlain(query)
    ? readNeighbours(db, row.path)
    : select(db, query).locate(id);
  const captions = viewCaptions(db, id);
  const tags = viewTags(db, id, captions);
  return {
    ...summarise(db, row),
    captions,
    tags,
    runs: viewRunsOf(db, tags),
    index: position,
    previousId,
    nextId,
  };
}

/**
 * Where a picture's file lies, below the dataset's folder, and what the last scan found there.
 * @throws TagmaskError `picture-unknown`
 */
export function getPictureFile({ db }: Project, id: number): PictureFile {
  const { path, size_bytes, modified_ms, width, height } = requirePicture(db, id);
  const displayed = width === null || height === null ? null : { width, height };
  return { path, sizeBytes: size_bytes, modifiedMs: modified_ms, displayed };
}

export interface NextOf {
  readonly after: number | null;
  readonly query?: PictureQuery;
}

/**
 * The next of the pictures that match, in the query's order and around the end, that can be read and has an undecided
 * tag. `after` itself comes last; null starts at the first. Null where everything is decided.
 * @throws TagmaskError `picture-unknown`
 */
export function nextUndecided({ db }: Project, { after, query = {} }: NextOf): number | null {
  const path = after === null ? '' : requirePicture(db, after).path;
  if (!isPlain(query)) return select(db, query).nextOpen(after);
  return findUndecidedAfter(db, path) ?? findUndecidedUpTo(db, path);
}

/** What filters can be made of, and how many pictures are in each state. */
export function viewLibrary(project: Project): LibraryView {
  const { db } = project;
  refreshIfStale(db);
  const counts = countByFlags(db);
  const count = (state: keyof LibraryView['states']): number =>
    counts.reduce((sum, { flags, n }) => (isInState(flags, state) ? sum + n : sum), 0);
  return {
    states: {
      undecided: count('undecided'),
      reviewed: count('reviewed'),
      accepted: count('accepted'),
      rejected: count('rejected'),
      unsure: count('unsure'),
      untagged: count('untagged'),
      errors: count('errors'),
    },
    runs: listRuns(db).map((run) => ({ id: run.id, model: run.model_name, createdAt: run.created_ms })),
    reviewers: listReviewers(db),
    filters: listFilters(project),
  };
}

/** Counts over the dataset. Pictures whose file is gone are not counted, their captions and tags are. */
export function datasetStatus({ db }: Project): DatasetStatus {
  refreshIfStale(db);
  return {
    pictures: countPictures(db) - countMissingPictures(db),
    captions: countCaptions(db),
    tags: countTags(db),
    runs: listRuns(db).map((run) => viewRun(run, countRunPictures(db, run.id))),
  };
}

function requirePicture(db: ReadDb, id: number): PictureRow {
  const row = readPicture(db, id);
  if (row !== undefined) return row;
  throw new TagmaskError(
    'missing',
    'picture-unknown',
    `There is no picture ${id} in this project. Load the list again.`,
  );
}

/** Why a picture cannot be used whose file the last scan did not find. */
export const missingFile = 'The file is no longer there. Put it back, or import again where it has moved.';

function summarise(db: ReadDb, { id, path, width, height, missing, error }: PictureRow): PictureSummary {
  const why = missing === 1 ? missingFile : error;
  return { id, path, width, height, error: why, ...viewSummary(readSummary(db, id)) };
}

function viewSummary(row: SummaryRow | undefined): Pick<PictureSummary, 'counts' | 'measures'> {
  const { accepted = 0, rejected = 0, unsure = 0, undecided = 0, proposed = 0 } = row ?? {};
  const { score = null, uncertainty = null, disagreement = null, area_ppm = 0 } = row ?? {};
  return {
    counts: { accepted, rejected, unsure, undecided, proposed },
    measures: { score, uncertainty, disagreement, area: area_ppm / 1_000_000 },
  };
}

/** In the order of their ids. */
function viewRunsOf(db: ReadDb, tags: readonly TagView[]): RunView[] {
  const ids = new Set(tags.flatMap(({ proposal }) => (proposal === null ? [] : [proposal.runId])));
  return [...ids]
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const run = readRun(db, id);
      return run === undefined ? [] : [viewRun(run, countRunPictures(db, id))];
    });
}
