/** Pairs out of a dataset's project, with what people have decided. Nothing is written there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { openForReading, type ReadDb } from '../../../db/connection.ts';
import { listCaptions } from '../../../db/queries/captions.ts';
import { listCaptionTags } from '../../../db/queries/edits.ts';
import { selectAcceptedTags, type AcceptedTagRow } from '../../../db/queries/exports.ts';
import { readProposalOfDecision, type ProposalRow } from '../../../db/queries/newest-proposals.ts';
import { listTags } from '../../../db/queries/tags.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { drawMask } from '../decision-content.ts';
import { readPictures, type SourcePicture } from '../export-source.ts';
import { cutOf } from '../proposal-cut.ts';
import { readPictureFile } from '../../media/picture-info.ts';
import { listProjectDirectories, resolveDatasetFolder } from '../project-folder.ts';
import type { CollectOptions, Found } from './collect.ts';
import type { Pair } from './pair.ts';
import { isReviewed } from './split.ts';

/** @throws TagmaskError `no-project` */
function openProject(folder: string): ReadDb {
  const file = listProjectDirectories(folder)
    .map((directory) => join(directory, 'project.sqlite'))
    .find((path) => existsSync(path));
  if (file !== undefined) return openForReading(file);
  throw new TagmaskError(
    'missing',
    'no-project',
    `${folder} has neither a project nor json_refined/ of a released dataset: "tagmask import ${folder}" makes a project of its pictures and captions.`,
  );
}

/** Whether a person has changed the machine's pixels: others would only repeat to the model what it has said. */
function isCorrected(
  row: AcceptedTagRow,
  proposal: ProposalRow | undefined,
  picture: SourcePicture,
): boolean {
  return proposal === undefined || drawMask(proposal, cutOf(proposal), picture).counts !== row.counts;
}

function readMasks(db: ReadDb, picture: SourcePicture, { masks }: CollectOptions): Pair['masks'] {
  if (masks === 'none') return {};
  const found: [text: string, mask: Pair['masks'][string]][] = [];
  for (const row of selectAcceptedTags(db, picture.id)) {
    const { maskWidth, maskHeight, counts, text, decisionId } = row;
    if (counts === null || maskWidth !== picture.width || maskHeight !== picture.height) continue;
    if (masks === 'corrected' && !isCorrected(row, readProposalOfDecision(db, decisionId), picture)) continue;
    found.push([text, { size: [maskHeight, maskWidth], counts }]);
  }
  return Object.fromEntries(found);
}

/** What people have said of the picture's tags; unsure ones are for the model to decide. */
function readVerdicts(db: ReadDb, pictureId: number): ReadonlyMap<string, boolean> {
  const decided = listTags(db, pictureId).filter(({ state }) => state === 'accepted' || state === 'rejected');
  return new Map(decided.map(({ text, state }) => [text, state === 'accepted']));
}

async function readPicture(
  db: ReadDb,
  { folder, picture }: { folder: string; picture: SourcePicture },
  options: CollectOptions,
): Promise<Pair[]> {
  const file = join(folder, picture.path);
  const { width, height, sizeBytes, modifiedMs } = await readPictureFile(file);
  const known = isReviewed(picture.path, options.supervised ?? 1, options.seed);
  const masks = known ? readMasks(db, picture, options) : {};
  const decided = readVerdicts(db, picture.id);
  const tags = Map.groupBy(listCaptionTags(db, picture.id), ({ caption_id }) => caption_id);
  return listCaptions(db, picture.id).flatMap(({ id, text: caption }) => {
    const words = (tags.get(id) ?? []).map(({ text }) => text);
    if (words.length === 0) return [];
    const truth = words.map((word) => decided.get(word) ?? null);
    const verdicts = known ? truth : words.map(() => null);
    const own = Object.fromEntries(Object.entries(masks).filter(([tag]) => words.includes(tag)));
    const about = { caption, words, verdicts, truth, masks: own, heldOut: false };
    return [{ file, sizeBytes, modifiedMs, width, height, ...about }];
  });
}

/** All pictures with a caption, or the reviewed ones of them, in the order of their ids. */
export async function* readProjectPairs(given: string, options: CollectOptions): AsyncGenerator<Found> {
  const folder = resolveDatasetFolder(given);
  const db = openProject(folder);
  try {
    for (const [row, picture] of readPictures(db)) {
      if (picture === null || (options.pairs === 'reviewed' && !picture.reviewed)) continue;
      if (options.pictures?.has(row.id) === false) continue;
      try {
        yield { pairs: await readPicture(db, { folder, picture }, options), file: row.path, total: null };
      } catch (error) {
        if (!(error instanceof TagmaskError)) throw error;
        yield { why: error.message, file: join(folder, row.path), total: null };
      }
    }
  } finally {
    db.close();
  }
}
