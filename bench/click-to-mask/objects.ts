/** Pictures with exact masks, for the measurements: real ones with COCO's annotations, or drawn ones in the released layout. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { RgbaPixels } from '../../models/masks/edit/index.ts';
import { areaOf, type Rle, type Size } from '../../models/masks/index.ts';
import { readReleased, releasedFolders } from '../../src-main/formats/released.ts';
import { decodeRgb } from '../../src-main/media/decode.ts';
import { readInstances } from '../coco-photos.ts';

export interface Scene {
  readonly name: string;
  readonly file: string;
  readonly size: Size;
  readonly truths: readonly Rle[];
}

/** Of the picture: smaller objects are left out. */
const leastShare = 0.01;

const isLarge = (mask: Rle): boolean => areaOf(mask) > leastShare * mask.width * mask.height;

/** A folder with `image/` and `instances.json`: every one of the first `most` pictures that has an object of 1 % or more, crowds apart. */
export async function readCoco(folder: string, most = Infinity): Promise<Scene[]> {
  const scenes: Scene[] = [];
  for (const { fileName: name, width, height, objects } of readInstances(folder).slice(0, most)) {
    const things = (await objects()).filter(({ isCrowd }) => !isCrowd);
    const truths = things.map(({ mask }) => mask).filter(isLarge);
    if (truths.length > 0)
      scenes.push({ name, file: join(folder, 'image', name), size: { width, height }, truths });
  }
  return scenes;
}

/** A folder that `tagmask scenes` has written; words for what is behind everything are left out. */
export function readScenes(folder: string): Scene[] {
  const { images, tags, masks } = releasedFolders;
  const scenes: Scene[] = [];
  for (const file of readdirSync(join(folder, tags)).sort()) {
    const json = readFileSync(join(folder, tags, file), 'utf8');
    const png = readFileSync(join(folder, masks, file.replace(/json$/, 'png')));
    const { image, width, height, captions, masks: pixels } = readReleased({ json, png, name: file });
    const things = new Set(
      captions.flatMap((caption) => caption.tags.flatMap((word) => (isThing(word) ? [word.tag] : []))),
    );
    const truths = [...pixels].flatMap(([tag, mask]) => (things.has(tag) && mask !== null ? [mask] : []));
    const size = { width, height };
    if (truths.some(isLarge))
      scenes.push({ name: image, file: join(folder, images, image), size, truths: truths.filter(isLarge) });
  }
  return scenes;
}

const isThing = (word: object): boolean => 'category' in word && word.category === 'object';

export async function readPixels(file: string, { width, height }: Size): Promise<RgbaPixels> {
  const rgb = await decodeRgb(file, { width, height });
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < width * height; at++) data.set(rgb.subarray(at * 3, at * 3 + 3), at * 4);
  return { width, height, data };
}
