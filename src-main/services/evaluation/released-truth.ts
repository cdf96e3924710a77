import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import type { JudgedPicture, KnownCaption, KnownWord } from '../../../models/evaluation/index.ts';
import { ignoredClass } from '../../../models/metrics/index.ts';
import { findCandidates } from '../../../models/tagging/index.ts';
import { decodeIndexedPng } from '../../formats/png.ts';
import { readReleased, type ReleasedFolders, type ReleasedPicture } from '../../formats/released.ts';
import { readPictureInfo } from '../../media/picture-info.ts';
import { readSmallFile } from '../../media/regular-file.ts';
import { resolveBelow } from '../roots.ts';
import { nothingToEvaluate, type TruthItem, type TruthSource } from './truth-source.ts';

/** More than any picture's tags or masks: a file that claims to be larger is not read. */
const mostBytes = 64 * 1024 * 1024;

interface Place {
  readonly root: string;
  readonly folders: ReleasedFolders;
  /** The real path of the folder of pictures: it may be a link to where there is room for them. */
  readonly images: string;
}

/** @throws TagmaskError `nothing-to-evaluate` */
export async function openReleasedTruth(
  root: string,
  { folders, limit }: { readonly folders: ReleasedFolders; readonly limit: number },
): Promise<TruthSource> {
  const names = await readdir(join(root, folders.tags)).catch(() => {
    throw nothingToEvaluate(root, `its ${folders.tags} cannot be read as a folder`);
  });
  const stems = names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
    .slice(0, limit);
  if (stems.length === 0) throw nothingToEvaluate(root, `${folders.tags} has no JSON files`);
  const images = await realpath(join(root, folders.images)).catch(() => {
    throw nothingToEvaluate(root, `it has no folder ${folders.images} with its pictures`);
  });
  const items = function* (): Generator<TruthItem> {
    for (const stem of stems)
      yield { name: `${stem}.json`, read: () => readTruth({ root, folders, images }, stem) };
  };
  return { kind: 'released', total: stems.length, items, close: () => undefined };
}

async function readTruth(place: Place, stem: string) {
  const { root, folders } = place;
  const [tagsFile, masksFile] = [`${folders.tags}/${stem}.json`, `${folders.masks}/${stem}.png`];
  const [json, png] = [await readOf(root, tagsFile), await readOf(root, masksFile)];
  const released = readReleased({ json: json.toString('utf8'), png, name: `${stem}.json` });
  const file = resolvePicture(place, released.image);
  const { width, height } = await readPictureInfo(file);
  if (width !== released.width || height !== released.height)
    throw new TagmaskError(
      'input',
      'mask-sizes-differ',
      `${masksFile} has ${released.width} × ${released.height} pixels but ${released.image} ${width} × ${height}: masks have to be of their picture's size.`,
    );
  return { file, picture: describePicture(released, findIgnored(png)) };
}

async function readOf(root: string, path: string): Promise<Buffer> {
  const bytes = await readSmallFile(join(root, path), mostBytes).catch((cause: unknown) => {
    if (cause instanceof TagmaskError) throw cause;
    const message = `${path} cannot be read: a picture of a released dataset has tags and masks.`;
    throw new TagmaskError('missing', 'released-file-missing', message, { cause });
  });
  if (bytes !== null) return bytes;
  throw new TagmaskError('input', 'released-file-too-large', `${path} is too large to be read.`);
}

/** The name comes out of somebody's file: it may not lead anywhere else. */
function resolvePicture({ images, folders }: Place, image: string): string {
  try {
    return resolveBelow(images, image);
  } catch (cause) {
    const message = `There is no picture ${image} in ${folders.images}.`;
    throw new TagmaskError('missing', 'picture-missing', message, { cause });
  }
}

/** Where nobody has decided: `readReleased` gives masks only. */
function findIgnored(png: Uint8Array): Uint8Array | null {
  const { data } = decodeIndexedPng(png);
  return data.includes(ignoredClass) ? data.map((value) => (value === ignoredClass ? 1 : 0)) : null;
}

function describePicture(released: ReleasedPicture, ignored: Uint8Array | null): JudgedPicture {
  const tags = released.captions.flatMap((caption) => caption.tags);
  const backgrounds = tags.filter(({ category }) => category === 'background').map(({ tag }) => tag);
  const { width, height, masks, image } = released;
  const captions = released.captions.map((caption) => describeCaption(caption, image));
  return { width, height, captions, masks, backgrounds: new Set(backgrounds), ignored };
}

/**
 * The words are the file's: as in a project somebody may have joined or renamed them. Words that the file says nothing about are scored with
 * them, because pre-labelling does so and the normalisation needs them.
 */
function describeCaption(
  { caption, tags }: ReleasedPicture['captions'][number],
  image: string,
): KnownCaption {
  const found = findCandidates(caption);
  const unitAt = [...indexCodePoints(caption)];
  const starts = new Set(found.map(({ start }) => start));
  const ends = new Set(found.map(({ end }) => end));
  const listed = tags.map(({ tag, start, end, relevant }): KnownWord => {
    const [from = -1, to = -1] = [unitAt[start], unitAt[end]];
    if (from >= to || !starts.has(from) || !ends.has(to)) throw wordsDiffer({ image, tag, start, end });
    return { text: tag, start: from, end: to, relevant };
  });
  const isListed = new Uint8Array(caption.length);
  for (const { start, end } of listed) isListed.fill(1, start, end);
  const others = found
    .filter(({ start, end }) => !isListed.subarray(start, end).includes(1))
    .map(({ text, start, end }): KnownWord => ({ text, start, end, relevant: null }));
  const words = [...listed, ...others].sort((a, b) => a.start - b.start);
  return { text: caption, words, isComplete: true };
}

/** The UTF-16 offset of each code point of a text, and of its end. */
function* indexCodePoints(text: string): Generator<number> {
  let at = 0;
  for (const character of text) {
    yield at;
    at += character.length;
  }
  yield at;
}

function wordsDiffer({
  image,
  tag,
  start,
  end,
}: {
  image: string;
  tag: string;
  start: number;
  end: number;
}): TagmaskError {
  const message = `The tags of ${basename(image)} do not belong to its caption: there is no word at ${start} to ${end}, where "${tag}" should be.`;
  return new TagmaskError('input', 'words-differ', message);
}
