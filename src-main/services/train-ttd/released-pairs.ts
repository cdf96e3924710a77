/** Pairs out of a dataset in the released layout, some of whose scenes count as reviewed. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { encodeMask } from '../../../models/masks/index.ts';
import { findCandidates } from '../../../models/tagging/index.ts';
import { readReleased, releasedFolders } from '../../formats/released.ts';
import { releasedFile } from '../../formats/released-schema.ts';
import { readPictureFile } from '../../media/picture-info.ts';
import type { CollectOptions, Found } from './collect.ts';
import type { Pair } from './pair.ts';
import { isReviewed } from './split.ts';

interface Captioned {
  readonly image: string;
  readonly captions: readonly {
    readonly caption: string;
    readonly tags: readonly { readonly tag: string; readonly relevant: boolean }[];
  }[];
  readonly masks: Pair['masks'];
}

/** Without its masks a picture needs no PNG: a released training set has none. */
async function readCaptioned(root: string, stem: string, withMasks: boolean): Promise<Captioned> {
  const name = join(root, releasedFolders.tags, `${stem}.json`);
  const json = await readFile(name, 'utf8');
  if (withMasks) {
    const png = await readFile(join(root, releasedFolders.masks, `${stem}.png`));
    const { image, captions, masks } = readReleased({ json, png, name });
    return { image, captions, masks: Object.fromEntries([...masks].map(([tag, mask]) => [tag, encodeMask(mask)])) as Pair['masks'] }; // prettier-ignore
  }
  const parsed = releasedFile.safeParse(parseLoosely(json));
  if (!parsed.success)
    throw new TagmaskError('input', 'bad-released-json', `${name} cannot be read as tags of a released dataset: ${parsed.error.issues[0]?.message ?? 'it is of another kind'}.`); // prettier-ignore
  const { image, further = [], ...first } = parsed.data;
  return { image, captions: [first, ...further], masks: {} };
}

function parseLoosely(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

async function readPicture(root: string, stem: string, options: CollectOptions): Promise<Pair[]> {
  const known = isReviewed(stem, options.supervised ?? 0, options.seed);
  const { image, captions, masks } = await readCaptioned(root, stem, known && options.masks !== 'none');
  const file = join(root, releasedFolders.images, image);
  const { width, height, sizeBytes, modifiedMs } = await readPictureFile(file);
  return captions.flatMap(({ caption, tags }) => {
    const words = findCandidates(caption).map(({ text }) => text);
    if (words.length === 0) return [];
    const relevant = new Map<string, boolean>();
    for (const { tag, relevant: is } of tags) relevant.set(tag, is || relevant.get(tag) === true);
    const truth = words.map((word) => relevant.get(word) ?? null);
    const verdicts = known ? truth : words.map(() => null);
    const own = Object.fromEntries(Object.entries(masks).filter(([tag]) => words.includes(tag)));
    const about = { caption, words, verdicts, truth, masks: own, heldOut: false };
    return [{ file, sizeBytes, modifiedMs, width, height, ...about }];
  });
}

/** All pictures of the root, in the order of their names. */
export async function* readReleasedPairs(root: string, options: CollectOptions): AsyncGenerator<Found> {
  const names = (await readdir(join(root, releasedFolders.tags))).filter((name) => name.endsWith('.json'));
  for (const name of names.sort()) {
    const stem = name.slice(0, -'.json'.length);
    try {
      yield { pairs: await readPicture(root, stem, options), file: stem, total: names.length };
    } catch (error) {
      yield { why: sentenceOf(error), file: join(root, releasedFolders.tags, name), total: names.length };
    }
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof TagmaskError) return error.message;
  if (error instanceof Error && 'code' in error) return error.message;
  throw error;
}
