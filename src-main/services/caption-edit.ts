import { transact } from '../../db/connection.ts';
import type { WriteDb } from '../../db/connection.ts';
import { insertWords } from '../../db/queries/caption-batch.ts';
import {
  findCaption,
  insertOccurrence,
  insertVersion,
  listOccurrences,
  readCaption,
} from '../../db/queries/captions.ts';
import type { CaptionVersion } from '../../db/queries/captions.ts';
import { readTagToEdit } from '../../db/queries/edits.ts';
import type { Fact } from '../../db/queries/edits.ts';
import { readPicture } from '../../db/queries/pictures.ts';
import { TagmaskError } from '../../models/errors.ts';
import { findCandidates, isStopWord } from '../../models/tagging/index.ts';
import { carryWords } from './carry-words.ts';
import { normaliseCaption } from './caption-writer.ts';
import { recordEdit } from './edit-step.ts';
import type { Project } from './project.ts';
import { unknownPicture } from './tag-edit.ts';
import type { ActionResult } from './types.ts';

/** What stands as the source of a caption that was written or corrected here. */
const windowSource = 'window';
const longestCaption = 100_000;

/**
 * Adds a caption to a picture, as one step of undo.
 * @throws TagmaskError `picture-unknown`, `text-empty`, `text-too-long`, `caption-exists`
 */
export function writeCaption(
  project: Project,
  {
    reviewer,
    pictureId,
    text,
  }: { readonly reviewer: string; readonly pictureId: number; readonly text: string },
): ActionResult {
  const { db } = project;
  return transact(db, () => {
    if (readPicture(db, pictureId) === undefined) throw unknownPicture(pictureId);
    const written = requireCaptionText(text);
    const captionId = findOrMakeVersion(db, { pictureId, text: written, corrects: null });
    const edit = {
      picture_id: pictureId,
      kind: 'caption-written',
      tag_id: null,
      was: null,
      text: written,
    } as const;
    return recordEdit(db, { reviewer, edit, facts: [{ kind: 'caption', captionId, holds: true }] });
  });
}

/**
 * Puts a corrected version in a caption's place, as one step of undo. Words that are still there keep their tags, also
 * joined ones where the text around them has not changed; a decided tag whose word is gone stays with its decision.
 * @throws TagmaskError `caption-missing`, `caption-replaced`, `text-empty`, `text-too-long`, `text-unchanged`, `caption-exists`
 */
export function correctCaption(
  project: Project,
  {
    reviewer,
    captionId,
    text,
  }: { readonly reviewer: string; readonly captionId: number; readonly text: string },
): ActionResult {
  const { db } = project;
  return transact(db, () => {
    const former = requireCurrent(readCaption(db, captionId), captionId);
    const written = requireCaptionText(text);
    if (written === former.text) throw unchanged();
    const pictureId = former.picture_id;
    const version = findOrMakeVersion(db, { pictureId, text: written, corrects: former });
    const facts: Fact[] = [
      { kind: 'caption', captionId, holds: false },
      { kind: 'caption', captionId: version, holds: true },
    ];
    const edit = { picture_id: pictureId, kind: 'caption-corrected', tag_id: null } as const;
    return recordEdit(db, { reviewer, edit: { ...edit, was: former.text, text: written }, facts });
  });
}

interface WantedVersion {
  readonly pictureId: number;
  readonly text: string;
  readonly corrects: CaptionVersion | null;
}

/** A text that the picture once had is that version again: equal captions of a picture are one row. */
function findOrMakeVersion(db: WriteDb, { pictureId, text, corrects }: WantedVersion): number {
  const known = findCaption(db, pictureId, text);
  if (known?.retired === 0) throw exists(text);
  if (known !== undefined) return known.id;
  const [replaces, position] = [corrects?.id ?? null, corrects?.position ?? null];
  const version = { pictureId, text, source: windowSource, addedMs: Date.now(), replaces, position };
  const captionId = insertVersion(db, version);
  const carried = corrects === null ? [] : carryWords(readWords(db, corrects), text);
  for (const { start, end, tagId } of carried) insertOccurrence(db, { captionId, start, end, tagId });
  const fresh = findCandidates(text).filter(
    (word) => !carried.some((one) => one.start < word.end && one.end > word.start),
  );
  insertWords(
    db,
    fresh.map((word) => ({ ...word, captionId, pictureId, stopWord: isStopWord(word.text) ? 1 : 0 })),
  );
  return captionId;
}

const readWords = (db: WriteDb, { id, text }: CaptionVersion): Parameters<typeof carryWords>[0] => ({
  text,
  words: listOccurrences(db, id).map(({ tag_id, start, end }) => ({
    ...{ tagId: tag_id, start, end },
    tag: readTagToEdit(db, tag_id)?.text ?? '',
  })),
});

function requireCaptionText(written: string): string {
  const text = normaliseCaption(written);
  if (text === '')
    throw new TagmaskError('input', 'text-empty', 'The caption has no text. Write at least one word.');
  if (text.length <= longestCaption) return text;
  const message = `The caption has ${text.length} characters, and ${longestCaption} are allowed. Write a shorter one.`;
  throw new TagmaskError('input', 'text-too-long', message);
}

function requireCurrent(caption: CaptionVersion | undefined, id: number): CaptionVersion {
  if (caption === undefined)
    throw new TagmaskError(
      'missing',
      'caption-missing',
      `There is no caption ${id} in this project. Load the picture again.`,
    );
  if (caption.retired === 0) return caption;
  const message = 'Somebody has corrected this caption in the meantime. Load the picture again.';
  throw new TagmaskError('conflict', 'caption-replaced', message);
}

const unchanged = (): TagmaskError =>
  new TagmaskError('conflict', 'text-unchanged', 'The caption has this text already. Write another text.');

const exists = (text: string): TagmaskError =>
  new TagmaskError(
    'conflict',
    'caption-exists',
    `The picture has the caption "${text.slice(0, 100)}" already. Write another text.`,
  );
