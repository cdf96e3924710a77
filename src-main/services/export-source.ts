import {
  selectPicturesForExport,
  selectAcceptedTags,
  selectAcceptedTexts,
  selectCaptionsForExport,
  selectOccurrencesForExport,
  selectProposedTags,
  selectProposedTexts,
  selectUnsureTags,
} from '../../db/queries/exports.ts';
import type {
  AcceptedTagRow,
  ExportPictureRow,
  ExportSourceRow,
  ProposedTagRow,
} from '../../db/queries/exports.ts';
import type { ReadDb } from '../../db/connection.ts';
import { readCleanUp } from '../../db/queries/clean-up.ts';
import { readHeat } from '../../db/queries/heat.ts';
import { readShownDecision } from '../../db/queries/decisions.ts';
import {
  areaOf,
  boundingBoxOf,
  cutHeat,
  encodeMask,
  isSameCleanUp,
  noCleanUp,
} from '../../models/masks/index.ts';
import type { CleanUp, EncodedMask, Rle, Size } from '../../models/masks/index.ts';
import { codePointOffsets } from '../../models/tagging/index.ts';
import type { CocoAnnotation, CocoCaption } from '../formats/coco.ts';
import { findSourceId } from './decision-source.ts';
import type { ExportInclude } from './types.ts';

/** A picture that its file still shows, at its displayed size. */
export interface SourcePicture extends Size {
  readonly id: number;
  readonly path: string;
  readonly reviewed: boolean;
}

export type Skipped = { readonly id: number; readonly why: string };

/** An annotation before it has its number and its category's. */
export type SourceTag = Omit<CocoAnnotation, 'id' | 'category_id'> & { readonly text: string };

export interface PictureTags {
  readonly tags: readonly SourceTag[];
  readonly skipped: readonly Skipped[];
}

/** A picture of the database, and the same for the file: null where it is unreadable or gone. */
export type ReadPicture = readonly [row: ExportPictureRow, picture: SourcePicture | null];

const picturesAtOnce = 500;

/** All pictures in the order of their ids. */
export function* readPictures(db: ReadDb): Generator<ReadPicture> {
  for (let after = 0; ;) {
    const page = selectPicturesForExport(db, { after, limit: picturesAtOnce });
    for (const row of page) {
      const { id, path, width, height, missing } = row;
      const usable = width !== null && height !== null && missing === 0;
      yield [row, usable ? { id, path, width, height, reviewed: row.reviewed === 1 } : null];
      after = id;
    }
    if (page.length < picturesAtOnce) return;
  }
}

export function readTagTexts(db: ReadDb, pictureId: number, include: ExportInclude): string[] {
  const accepted = include === 'proposed' ? [] : selectAcceptedTexts(db, pictureId);
  const proposed = include === 'accepted' ? [] : selectProposedTexts(db, pictureId);
  return [...accepted, ...proposed];
}

/** The tags of a picture with their masks, in the order of their texts; and those that have to stay out, with reasons. */
export const readTags = (db: ReadDb, read: ReadPicture, include: ExportInclude): PictureTags =>
  readTagsOf(db, read, { include, wants: () => true });

/** `readTags` of some texts alone. */
export function readTagsOf(
  db: ReadDb,
  [row, picture]: ReadPicture,
  { include, wants }: { readonly include: ExportInclude; readonly wants: (text: string) => boolean },
): PictureTags {
  const tags: SourceTag[] = [];
  const skipped: Skipped[] = [];
  for (const tag of selectTags(db, row.id, include)) {
    if (!wants(tag.text)) continue;
    const result = picture === null ? reasonWithoutPicture(row) : describeTag(tag, picture);
    if (typeof result === 'string') skipped.push(leaveOut(row, tag, result));
    else tags.push(result);
  }
  return { tags, skipped };
}

/** The tags of a picture that none can be exported of; `why` ends the sentence. */
export const readLeftOut = (
  db: ReadDb,
  row: ExportPictureRow,
  { include, why }: { readonly include: ExportInclude; readonly why: string },
): Skipped[] => selectTags(db, row.id, include).map((tag) => leaveOut(row, tag, why));

const leaveOut = ({ path }: ExportPictureRow, { tagId, text }: TagRow, why: string): Skipped => ({
  id: tagId,
  why: `Tag "${text}" of ${path}: ${why}`,
});

export function readCaptions(db: ReadDb, pictureId: number): CocoCaption[] {
  const occurrences = Map.groupBy(selectOccurrencesForExport(db, pictureId), ({ captionId }) => captionId);
  return selectCaptionsForExport(db, pictureId).map(({ id, text, source }) => {
    const points = codePointOffsets(text);
    const tags = (occurrences.get(id) ?? []).map(({ tag, start, end, state }) => ({
      ...{ tag, start: points[start] ?? 0, end: points[end] ?? 0, state },
    }));
    return { text, source, tags };
  });
}

type TagRow = AcceptedTagRow | ProposedTagRow;

function selectTags(db: ReadDb, pictureId: number, include: ExportInclude): TagRow[] {
  const accepted =
    include === 'proposed' ? [] : selectAcceptedTags(db, pictureId).map((row) => namePerson(db, row));
  const proposed = include === 'accepted' ? [] : selectProposedTags(db, pictureId);
  return [...accepted, ...proposed];
}

/** Who gave the verdict, and when: an undo may have restored somebody else's. */
function namePerson(db: ReadDb, row: AcceptedTagRow): AcceptedTagRow {
  if (row.kind === 'decide') return row;
  const given = readShownDecision(db, findSourceId(db, row.decisionId));
  return given === undefined ? row : { ...row, reviewer: given.reviewer, decidedMs: given.at_ms };
}

function reasonWithoutPicture({ missing }: ExportPictureRow): string {
  return missing === 1
    ? 'the picture is no longer in the folder; put it back and import again.'
    : 'the picture cannot be read, so it has no size.';
}

/** The annotation, or why there is none. */
function describeTag(row: TagRow, picture: SourcePicture): SourceTag | string {
  const pixels = 'heat' in row ? maskOfProposal(row, picture) : maskOfDecision(row, picture);
  if (typeof pixels === 'string') return pixels;
  return {
    image_id: picture.id,
    ...pixels,
    iscrowd: 0,
    tag_id: row.tagId,
    text: row.text,
    state: 'heat' in row ? 'proposed' : 'accepted',
    edited: !('heat' in row) && row.edited === 1,
    reviewer: 'heat' in row ? null : row.reviewer,
    decided_at: 'heat' in row ? null : new Date(row.decidedMs).toISOString(),
    ...describeSource(row),
  };
}

type Pixels = Pick<CocoAnnotation, 'segmentation' | 'area' | 'bbox'>;

function maskOfDecision(row: AcceptedTagRow, picture: Size): Pixels | string {
  const { maskWidth, maskHeight, counts, area } = row;
  if (maskWidth === null || maskHeight === null || counts === null || area === null || area === 0) {
    return 'it was accepted without pixels.';
  }
  if (maskWidth !== picture.width || maskHeight !== picture.height) {
    const sizes = `${maskWidth} × ${maskHeight} and the picture now ${picture.width} × ${picture.height}`;
    return `its mask has ${sizes}; decide on it again.`;
  }
  const segmentation: EncodedMask = { size: [maskHeight, maskWidth], counts };
  return {
    segmentation,
    area,
    bbox: [row.bboxX ?? 0, row.bboxY ?? 0, row.bboxWidth ?? 0, row.bboxHeight ?? 0],
  };
}

/** The pixels of tags that people were unsure about, as the newest run would have them. */
export const readUnsureMasks = (
  db: ReadDb,
  picture: SourcePicture,
  wants: (text: string) => boolean,
): Rle[] =>
  selectUnsureTags(db, picture.id)
    .filter(({ text }) => wants(text))
    .map((row) => cutProposed(row, picture));

function maskOfProposal(row: ProposedTagRow, picture: Size): Pixels | string {
  const mask = cutProposed(row, picture);
  const area = areaOf(mask);
  if (area === 0) return whyEmpty(row);
  const box = boundingBoxOf(mask);
  return { segmentation: encodeMask(mask), area, bbox: [box.x, box.y, box.width, box.height] };
}

const cutProposed = ({ heatWidth, heatHeight, heat, threshold, cleanUp }: ProposedTagRow, size: Size): Rle =>
  cutHeat(
    readHeat(heat, { width: heatWidth, height: heatHeight }),
    { threshold, cleanUp: readCleanUp(cleanUp) },
    size,
  );

/** Of the clean-up's steps, two can leave nothing of a mask. */
const whyEmpty = ({ threshold, cleanUp }: ProposedTagRow): string =>
  cleanUp === null
    ? `its heat map is nowhere above ${threshold}.`
    : `its heat map above ${threshold} has nothing that the clean-up leaves.`;

function describeSource(row: ExportSourceRow): Pick<CocoAnnotation, 'scores' | 'provenance'> {
  const { runId, modelName, modelSha256, threshold } = row;
  const cleanUp = threshold === null ? noCleanUp : readCleanUp(row.cleanUp);
  if (runId === null || modelName === null || modelSha256 === null) return { scores: null, provenance: null };
  return {
    scores: {
      image: row.scoreImage ?? 0,
      text: row.scoreText ?? 0,
      image_text: row.scoreImageText ?? 0,
      pixel: row.scorePixel ?? 0,
      normalised: row.normalised ?? 0,
    },
    provenance: {
      ...{ run_id: runId, model: { name: modelName, sha256: modelSha256 }, threshold },
      ...(isSameCleanUp(cleanUp, noCleanUp) ? {} : { clean_up: nameCleanUp(cleanUp) }),
    },
  };
}

const nameCleanUp = ({ smallestPart, fillHoles, smooth }: CleanUp) => ({
  ...{ smallest_part: smallestPart, fill_holes: fillHoles, smooth },
});
