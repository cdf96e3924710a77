import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import type { JudgedPicture } from '../../../models/evaluation/index.ts';
import { ignoredClass } from '../../../models/metrics/index.ts';
import { decodeIndexedPng } from '../../formats/png.ts';
import { readReleased, type ReleasedFolders, type ReleasedPicture } from '../../formats/released.ts';
import { readPictureInfo } from '../../media/picture-info.ts';
import { readSmallFile } from '../../media/regular-file.ts';
import { resolveBelow } from '../roots.ts';
import { describeReleasedCaption } from './released-words.ts';
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
  const names = await readdir(join(root, folders.tags), { recursive: true }).catch(() => {
    throw nothingToEvaluate(root, `its ${folders.tags} cannot be read as a folder`);
  });
  const stems = names
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.json') && !/(^|\/)\./.test(name))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
    .slice(0, limit);
  if (stems.length === 0) throw nothingToEvaluate(root, `${folders.tags} has no JSON files`);
  const images = await realpath(join(root, folders.images)).catch(() => {
    throw nothingToEvaluate(root, `it has no folder ${folders.images} with its pictures`);
  });
  const items = function* (): Generator<TruthItem> {
    for (const stem of stems)
      yield { name: `${stem}.json`, pictureId: null, read: () => readTruth({ root, folders, images }, stem) };
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
  const { width, height, image } = released;
  // A tag may be true without pixels.
  const masks = new Map([...released.masks].flatMap(([tag, mask]) => (mask === null ? [] : [[tag, mask]])));
  const masked = new Set(masks.keys());
  const tags = released.captions.flatMap((caption) => caption.tags);
  const backgrounds = tags.filter(({ category }) => category === 'background').map(({ tag }) => tag);
  const captions = released.captions.map((caption) => describeReleasedCaption({ caption, masked, image }));
  return { width, height, captions, masks, backgrounds: new Set(backgrounds), ignored };
}
