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
import { countTags, countTagsOfPicture } from '../../db/queries/status.ts';
import { TagmaskError } from '../../models/errors.ts';
import { viewCaptions, viewTags } from './picture-views.ts';
import { viewRun } from './prelabel-view.ts';
import type { Project } from './project.ts';
import type { DatasetStatus, PictureDetail, PicturePage, PictureSummary, RunView, TagView } from './types.ts';

export interface PictureFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** A page of pictures in the order of their paths; `total` counts all of them, missing and unreadable ones too. */
export function listPictures(
  { db }: Project,
  page: { readonly offset: number; readonly limit: number },
): PicturePage {
  const pictures = listPicturePage(db, page).map((row) => summarise(db, row));
  return { total: countPictures(db), offset: page.offset, pictures };
}

/**
 * Everything about one picture.
 * @throws TagmaskError `picture-unknown`
 */
export function getPicture({ db }: Project, id: number): PictureDetail {
  const row = requirePicture(db, id);
  const { position, previousId, nextId } = readNeighbours(db, row.path);
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
  const { path, size_bytes, modified_ms } = requirePicture(db, id);
  return { path, sizeBytes: size_bytes, modifiedMs: modified_ms };
}

/**
 * The next picture, in the order of paths and around the end, that can be read and has an undecided tag. `after` itself
 * comes last; null starts at the first. Null where everything is decided.
 * @throws TagmaskError `picture-unknown`
 */
export function nextUndecided({ db }: Project, { after }: { readonly after: number | null }): number | null {
  const path = after === null ? '' : requirePicture(db, after).path;
  return findUndecidedAfter(db, path) ?? findUndecidedUpTo(db, path);
}

/** Counts over the dataset. Pictures whose file is gone are not counted, their captions and tags are. */
export function datasetStatus({ db }: Project): DatasetStatus {
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

function summarise(db: ReadDb, { id, path, width, height, missing, error }: PictureRow): PictureSummary {
  const why =
    missing === 1 ? 'The file is no longer there. Put it back, or import again where it has moved.' : error;
  return { id, path, width, height, error: why, counts: countTagsOfPicture(db, id) };
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
