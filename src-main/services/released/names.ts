import { createHash } from 'node:crypto';
import { posix } from 'node:path';

import type { ReadDb } from '../../../db/connection.ts';
import { readPictures } from '../export-source.ts';

/** Longest name of a file on usual file systems is 255 bytes; `.json` and what tells two names apart have to fit as well. */
const mostStemBytes = 230;

/**
 * What the exported pictures are called below the folder of pictures: their paths, without the dataset's own folder of pictures
 * (`below`, names). The JSON and the mask have the stem, so two pictures of one stem get another one: `a.jpg`, `a-2.png`.
 */
export class ReleasedNames {
  /** Only of pictures whose name is not their path. */
  readonly #renamed = new Map<number, string>();
  readonly #below: readonly string[];

  constructor(db: ReadDb, below: readonly string[]) {
    this.#below = below;
    const taken = new Set<string>();
    for (const [, picture] of readPictures(db)) {
      if (picture === null) continue;
      const path = this.#shorten(picture.path);
      const { dir, name, ext } = posix.parse(path);
      const stem = free(fitting(name), (candidate) => !taken.has(keyOf(posix.join(dir, candidate))));
      taken.add(keyOf(posix.join(dir, stem)));
      if (stem !== name) this.#renamed.set(picture.id, posix.join(dir, `${stem}${ext}`));
    }
  }

  nameOf({ id, path }: { readonly id: number; readonly path: string }): string {
    return this.#renamed.get(id) ?? this.#shorten(path);
  }

  #shorten(path: string): string {
    const folder = this.#below.find((name) => path.startsWith(`${name}/`));
    return folder === undefined ? path : path.slice(folder.length + 1);
  }
}

/** Some file systems take names for the same that differ in case, or in how an accent is written. */
const keyOf = (stem: string): string => stem.normalize('NFC').toLowerCase();

function free(stem: string, isFree: (stem: string) => boolean): string {
  for (let number = 2, candidate = stem; ; number++) {
    if (isFree(candidate)) return candidate;
    candidate = `${stem}-${number}`;
  }
}

function fitting(stem: string): string {
  if (Buffer.byteLength(stem) <= mostStemBytes) return stem;
  const hash = createHash('sha256').update(stem).digest('hex').slice(0, 12);
  let short = stem;
  while (Buffer.byteLength(short) > mostStemBytes - 13) short = [...short].slice(0, -1).join('');
  return `${short}-${hash}`;
}

/** The JSON's and the mask's names. */
export const stemOf = (image: string): string => image.slice(0, image.length - posix.extname(image).length);
