/** Pairs out of a dataset in the released layout, some of whose scenes count as reviewed. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { encodeMask } from '../../../models/masks/index.ts';
import { findCandidates } from '../../../models/tagging/index.ts';
import {
  knownRelevance,
  parseReleasedFile,
  readReleased,
  releasedFolders,
  type ReleasedWord,
} from '../../formats/released.ts';
import { readPictureFile } from '../../media/picture-info.ts';
import type { CollectOptions, Found } from './collect.ts';
import type { Pair } from './pair.ts';
import { isReviewed } from './split.ts';

interface Captioned {
  readonly image: string;
  readonly captions: readonly {
    readonly caption: string;
    readonly tags: readonly Pick<ReleasedWord, 'tag' | 'relevant' | 'state'>[];
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
    const encoded = [...masks].flatMap(([tag, mask]) =>
      mask === null ? [] : [[tag, encodeMask(mask)] as const],
    );
    return { image, captions, masks: Object.fromEntries(encoded) as Pair['masks'] };
  }
  const { image, further = [], ...first } = parseReleasedFile(json, name);
  return { image, captions: [first, ...further], masks: {} };
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
    for (const word of tags) {
      const is = knownRelevance(word);
      if (is !== null) relevant.set(word.tag, is || relevant.get(word.tag) === true);
    }
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
