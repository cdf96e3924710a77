import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { rleFromBitmap, uniteMasks, type Rle, type Size } from '../../models/masks/index.ts';
import { drawScene, sceneSeed, type Scene, type SceneOptions } from '../../models/scenes/index.ts';
import { toCodePointOffset } from '../../models/tagging/index.ts';
import { writeAtomically } from '../../models/weights/atomic-write.ts';
import { encodePng } from '../formats/png.ts';
import {
  releasedFolders,
  writeReleased,
  type ReleasedFolders,
  type ReleasedPicture,
} from '../formats/released.ts';

export interface ScenesOptions {
  readonly count: number;
  readonly seed: number;
  readonly out: string;
  readonly size: Size;
  readonly scene?: SceneOptions;
  readonly folders?: ReleasedFolders;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
    readonly before: number;
  }) => void;
}

export interface ScenesReport {
  readonly pictures: number;
  /** Those of them that were there already. */
  readonly kept: number;
  readonly out: string;
}

/** Says whose the folder is, and from what its scenes were drawn. */
const recordName = 'scenes.json';

/**
 * Draws scenes into `out` in the released layout. Each file appears whole, the JSON of a picture last; a second call with the same
 * settings goes on where the first one stopped.
 * @throws {TagmaskError} `scenes-folder-taken`, `scenes-differ`, `cannot-write`; the signal's reason once it is aborted
 */
export async function writeScenes(options: ScenesOptions): Promise<ScenesReport> {
  const { count, seed, size, scene, folders = releasedFolders, signal, onProgress } = options;
  const out = resolve(options.out);
  await claimFolder(out, {
    generator: 'tagmask scenes',
    version: 1,
    seed,
    size,
    scene: scene ?? {},
    folders,
  });
  const there = new Set(await readdir(join(out, folders.tags)).catch(() => []));
  let kept = 0;
  for (let i = 0; i < count; i++) {
    signal?.throwIfAborted();
    const stem = String(i).padStart(6, '0');
    if (there.has(`${stem}.json`)) kept++;
    else await writeScene(drawScene(sceneSeed(seed, i), size, scene), { out, stem, folders });
    onProgress?.({ done: i + 1, total: count, before: kept });
  }
  return { pictures: count, kept, out };
}

/** @throws TagmaskError where the folder holds anything that these settings have not drawn */
async function claimFolder(out: string, record: object): Promise<void> {
  const path = join(out, recordName);
  const text = `${JSON.stringify(record, null, 1)}\n`;
  const before = await readFile(path, 'utf8').catch(() => null);
  if (before === text) return;
  if (before !== null) {
    const sentence = `${out} has scenes that were drawn with other settings (${recordName} lists them): choose another folder.`;
    throw new TagmaskError('refused', 'scenes-differ', sentence);
  }
  if (!(await isFree(out))) {
    const sentence = `${out} is not an empty folder, so nothing is drawn into it: choose another one.`;
    throw new TagmaskError('refused', 'scenes-folder-taken', sentence);
  }
  await writeAtomically(path, async (file) => void (await file.write(text)));
}

async function isFree(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => null);
  return found === null || (found.isDirectory() && (await readdir(folder)).length === 0);
}

export interface SceneTarget {
  readonly out: string;
  readonly stem: string;
  readonly folders: ReleasedFolders;
}

/** A scene with its truth in the released layout. @throws {TagmaskError} `cannot-write` */
export async function writeScene(scene: Scene, { out, stem, folders }: SceneTarget): Promise<void> {
  const image = `${stem}.png`;
  const { json, png } = writeReleased(describeScene(scene, image));
  const picture = encodePng({ width: scene.width, height: scene.height, data: scene.pixels });
  for (const [path, bytes] of [
    [join(out, folders.images, image), picture],
    [join(out, folders.masks, image), png],
    [join(out, folders.tags, `${stem}.json`), Buffer.from(json)],
  ] as const) {
    await writeAtomically(path, (file) => file.writeFile(bytes));
  }
}

/** A scene's truth as the released layout has it, with places counted in code points. */
export function describeScene({ width, height, captions }: Scene, image: string): ReleasedPicture {
  const masks = new Map<string, Rle>();
  const written = captions.map(({ text: caption, words }) => ({
    caption,
    tags: words.map(({ text: tag, start, end, relevant, kind, mask }) => {
      if (mask !== null) unite(masks, tag, rleFromBitmap(mask));
      return {
        tag,
        start: toCodePointOffset(caption, start),
        end: toCodePointOffset(caption, end),
        relevant,
        score: null,
        source: 'drawn',
        ...(kind === 'none' ? {} : { category: kind }),
      };
    }),
  }));
  return { image, width, height, captions: written, masks };
}

/** Captions of one picture may give a colour to different things: the picture's tag is all of them. */
function unite(masks: Map<string, Rle>, tag: string, mask: Rle): void {
  const before = masks.get(tag);
  masks.set(tag, before === undefined ? mask : uniteMasks(before, mask));
}
