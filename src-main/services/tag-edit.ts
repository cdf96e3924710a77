import { transact } from '../../db/connection.ts';
import type { ReadDb, WriteDb } from '../../db/connection.ts';
import { listOccurrences, readCaption } from '../../db/queries/captions.ts';
import { findTagToEdit, listOccurrencesOfTag, readTagToEdit } from '../../db/queries/edits.ts';
import type { Fact, OccurrenceOfTag, TagToEdit } from '../../db/queries/edits.ts';
import { readPicture } from '../../db/queries/pictures.ts';
import { findOrInsertTag } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import { findCandidates, isStopWord, normaliseTag } from '../../models/tagging/index.ts';
import { recordEdit } from './edit-step.ts';
import type { Project } from './project.ts';
import { unknownTag } from './review.ts';
import type { ActionResult } from './types.ts';

/** Neighbouring words of a caption, from the first one's start to the last one's end, in UTF-16 code units. */
export interface WordSpan {
  readonly captionId: number;
  readonly start: number;
  readonly end: number;
}

export interface TagTextEdit {
  readonly reviewer: string;
  readonly tagId: number;
  readonly text: string;
  /** Joins these words, the tag's own among them, into one tag; without it the tag is renamed wherever it stands. */
  readonly span?: WordSpan;
}

/**
 * Gives a tag another text, as one step of undo. A tag is its text, so this is another tag, which may be there already:
 * it takes over the occurrences, and the decision with its mask where the edited word leaves the captions. Of joined
 * words several may be decided; then their decisions stay with them.
 * @throws TagmaskError `tag-missing`, `text-empty`, `text-too-long`, `text-unchanged`, `span-unusable`, `both-decided`
 */
export function editTagText(project: Project, { reviewer, tagId, text, span }: TagTextEdit): ActionResult {
  const { db } = project;
  return transact(db, () => {
    const tag = requireTag(db, tagId);
    const newText = requireTagText(text);
    const replaced = span === undefined ? listOccurrencesOfTag(db, tagId) : requireSpan(db, tag, span);
    if (newText === tag.text && replaced.every((one) => one.tagId === tagId)) throw unchanged(newText);
    const target = findOrMakeTag(db, tag.picture_id, newText);
    const leaving = findLeaving(db, { tag, replaced, target });
    const decided = leaving.filter(({ verdict }) => verdict !== 'undecided');
    if (span === undefined && decided.length > 0 && target.verdict !== 'undecided')
      throw bothDecided(tag, target);
    const [only] = decided;
    const moves = decided.length === 1 && only !== undefined && target.verdict === 'undecided';
    const places = span === undefined ? replaced : [span];
    const facts: Fact[] = [
      ...replaced.map((one): Fact => ({ kind: 'occurrence', ...one, holds: false })),
      ...places.map(({ captionId, start, end }): Fact => {
        return { kind: 'occurrence', captionId, start, end, tagId: target.id, holds: true };
      }),
      ...(span === undefined ? passOnAdded(tag, target) : []),
    ];
    const was = span === undefined ? tag.text : wordsOf(db, replaced);
    const edit = {
      picture_id: tag.picture_id,
      kind: 'tag-text',
      tag_id: target.id,
      was,
      text: newText,
    } as const;
    return recordEdit(db, { reviewer, edit, facts, move: moves ? { from: only, to: target.id } : undefined });
  });
}

/**
 * Adds a tag that no caption names, as one step of undo.
 * @throws TagmaskError `picture-unknown`, `text-empty`, `text-too-long`, `tag-exists`
 */
export function addTag(
  project: Project,
  {
    reviewer,
    pictureId,
    text,
  }: { readonly reviewer: string; readonly pictureId: number; readonly text: string },
): ActionResult {
  const { db } = project;
  return transact(db, () => {
    const picture = readPicture(db, pictureId);
    if (picture === undefined) throw unknownPicture(pictureId);
    const newText = requireTagText(text);
    const known = findTagToEdit(db, pictureId, newText);
    if (known !== undefined && known.gone === 0) throw tagExists(newText, picture.path);
    const { id } = findOrMakeTag(db, pictureId, newText);
    const edit = { picture_id: pictureId, kind: 'tag-added', tag_id: id, was: null, text: newText } as const;
    return recordEdit(db, { reviewer, edit, facts: [{ kind: 'tag', tagId: id, holds: true }] });
  });
}

/**
 * Gives the caption its own words back where a tag spans several, as one step of undo. A decision stays with the tag.
 * @throws TagmaskError `tag-missing`, `nothing-to-split`
 */
export function splitTag(
  project: Project,
  { reviewer, tagId }: { readonly reviewer: string; readonly tagId: number },
): ActionResult {
  const { db } = project;
  return transact(db, () => {
    const tag = requireTag(db, tagId);
    const parts = listOccurrencesOfTag(db, tagId).map((joined) => ({
      joined,
      words: findWordsWithin(db, joined),
    }));
    const several = parts.filter(({ words }) => words.length > 1);
    if (several.length === 0) throw nothingToSplit(tag.text);
    const facts = several.flatMap(({ joined, words }): Fact[] => [
      { kind: 'occurrence', ...joined, holds: false },
      ...words.map(({ text, start, end }): Fact => {
        const { id } = findOrMakeTag(db, tag.picture_id, text, isStopWord(text));
        return { kind: 'occurrence', captionId: joined.captionId, start, end, tagId: id, holds: true };
      }),
    ]);
    const words = several[0]?.words ?? [];
    // The first word that a person would decide on gets the focus.
    const shown = words.find(({ text }) => !isStopWord(text)) ?? words[0];
    const first = shown === undefined ? undefined : findTagToEdit(db, tag.picture_id, shown.text);
    const text = words.map((word) => word.text).join(' ');
    const edit = {
      picture_id: tag.picture_id,
      kind: 'tag-split',
      tag_id: first?.id ?? tagId,
      was: tag.text,
      text,
    } as const;
    return recordEdit(db, { reviewer, edit, facts });
  });
}

/** Tags that no current caption has any more once `replaced` is gone. */
function findLeaving(
  db: ReadDb,
  { tag, replaced, target }: { tag: TagToEdit; replaced: readonly OccurrenceOfTag[]; target: TagToEdit },
): TagToEdit[] {
  const ids = new Set([tag.id, ...replaced.map(({ tagId }) => tagId)]);
  ids.delete(target.id);
  return [...ids].flatMap((id) => {
    const found = readTagToEdit(db, id);
    const taken = replaced.filter(({ tagId }) => tagId === id).length;
    const stays = listOccurrencesOfTag(db, id).length > taken || (found?.added === 1 && id !== tag.id);
    return found === undefined || stays ? [] : [found];
  });
}

/** A tag that was added without an occurrence stays one under its new text. */
function passOnAdded(tag: TagToEdit, target: TagToEdit): Fact[] {
  if (tag.added === 0) return [];
  const ends: Fact = { kind: 'tag', tagId: tag.id, holds: false };
  return target.added === 1 ? [ends] : [ends, { kind: 'tag', tagId: target.id, holds: true }];
}

/** The occurrences that a span covers exactly. */
function requireSpan(db: ReadDb, tag: TagToEdit, { captionId, start, end }: WordSpan): OccurrenceOfTag[] {
  const caption = readCaption(db, captionId);
  const all = listOccurrences(db, captionId).filter((one) => one.start < end && one.end > start);
  const within = all.map((one) => ({ captionId, start: one.start, end: one.end, tagId: one.tag_id }));
  const covers =
    caption?.picture_id === tag.picture_id &&
    caption.retired === 0 &&
    within.at(0)?.start === start &&
    within.at(-1)?.end === end &&
    within.some(({ tagId }) => tagId === tag.id);
  if (covers) return within;
  const message = `The words to join with "${tag.text}" are no longer as they were in the caption. Load the picture again.`;
  throw new TagmaskError('conflict', 'span-unusable', message);
}

const wordsOf = (db: ReadDb, occurrences: readonly OccurrenceOfTag[]): string =>
  occurrences.map(({ tagId }) => readTagToEdit(db, tagId)?.text ?? '').join(' + ');

/** Segmented with the whole caption around them, as they were at first. */
function findWordsWithin(
  db: ReadDb,
  { captionId, start, end }: OccurrenceOfTag,
): ReturnType<typeof findCandidates> {
  const caption = readCaption(db, captionId)?.text ?? '';
  return findCandidates(caption).filter((word) => word.start >= start && word.end <= end);
}

/** What a person writes is meant: it is no stop word unless the picture has it as one. */
function findOrMakeTag(db: WriteDb, pictureId: number, text: string, stopWord = false): TagToEdit {
  const id = findOrInsertTag(db, { pictureId, text, stopWord });
  return requireTag(db, id);
}

function requireTag(db: ReadDb, tagId: number): TagToEdit {
  const tag = readTagToEdit(db, tagId);
  if (tag === undefined) throw unknownTag(tagId);
  return tag;
}

const longestTag = 200;

/** A tag's text in the form in which tags are stored and compared. */
function requireTagText(written: string): string {
  const text = normaliseTag(written.toWellFormed()).trim().replaceAll(/\s+/g, ' ');
  if (text === '')
    throw new TagmaskError('input', 'text-empty', 'The tag has no text. Write at least one word.');
  if (text.length <= longestTag) return text;
  const message = `The tag has ${text.length} characters, and ${longestTag} are allowed. Write a shorter one.`;
  throw new TagmaskError('input', 'text-too-long', message);
}

const unchanged = (text: string): TagmaskError =>
  new TagmaskError('conflict', 'text-unchanged', `The tag is called "${text}" already. Write another text.`);

const bothDecided = (tag: TagToEdit, target: TagToEdit): TagmaskError =>
  new TagmaskError(
    'conflict',
    'both-decided',
    `"${tag.text}" is ${tag.verdict} and "${target.text}" is ${target.verdict} in this picture, and one tag cannot keep both verdicts. Undo one of them first.`,
  );

const tagExists = (text: string, path: string): TagmaskError =>
  new TagmaskError(
    'conflict',
    'tag-exists',
    `${path} has the tag "${text}" already. Choose it, or write another.`,
  );

const nothingToSplit = (text: string): TagmaskError =>
  new TagmaskError(
    'conflict',
    'nothing-to-split',
    `"${text}" does not span several words of a caption, so there is nothing to split.`,
  );

/** For a picture that a request names and the project lacks. */
export const unknownPicture = (id: number): TagmaskError =>
  new TagmaskError(
    'missing',
    'picture-unknown',
    `There is no picture ${id} in this project. Load the list again.`,
  );
