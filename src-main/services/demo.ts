import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import sharp from 'sharp';

import { TagmaskError } from '../../models/errors.ts';
import { drawScene, sceneSeed, type Scene } from '../../models/scenes/index.ts';

/** Scenes of many settings and kinds with captions that read well; a frozen generator keeps them as they were chosen. */
const demoSeeds = [
  5, 43, 16, 9, 40, 27, 4, 62, 23, 24, 12, 19, 30, 35, 15, 47, 26, 18, 22, 64, 42, 60, 14, 45,
] as const;

const size = { width: 640, height: 480 } as const;
const options = { objects: [2, 5], captions: 2 } as const;

/** The demo's scenes with their truth, one after the other. With a `seed`, as many others. */
export function* drawDemo(seed?: number): Generator<readonly [index: number, scene: Scene]> {
  for (const [i, chosen] of demoSeeds.entries())
    yield [i, drawScene(seed === undefined ? chosen : sceneSeed(seed, i), size, options)];
}

/**
 * Draws the demo dataset, simple scenes with captions, into `folder` (`image/*.jpg` and `captions.tsv`) without any
 * network, and answers the folder. What is there already stays as it is, a person's decisions included. With a `seed` it draws other
 * scenes than the chosen ones.
 * @throws {TagmaskError} `demo-not-drawn`
 */
export async function makeDemo(folder: string, seed?: number): Promise<string> {
  if (existsSync(join(folder, 'captions.tsv'))) return folder;
  const draft = `${folder}.${randomUUID()}.partial`;
  try {
    await mkdir(join(draft, 'image'), { recursive: true });
    const rows = ['file\tcaption'];
    for (const [i, scene] of drawDemo(seed)) {
      const file = `image/${String(i + 1).padStart(2, '0')}-${scene.setting.replaceAll(' ', '-')}.jpg`;
      await writePicture(join(draft, file), scene);
      // Two captions of a small scene may be the same.
      for (const caption of new Set(scene.captions.map(({ text }) => text))) rows.push(`${file}\t${caption}`);
    }
    await writeFile(join(draft, 'captions.tsv'), [...rows, ''].join('\n'));
    await mkdir(dirname(folder), { recursive: true });
    await rename(draft, folder);
  } catch (error) {
    // Two engines that start together draw the same demo: the second finds the first one's.
    if (!existsSync(join(folder, 'captions.tsv'))) throw describeFailure(error, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

function describeFailure(error: unknown, folder: string): TagmaskError {
  const reason = error instanceof Error ? error.message : String(error);
  const sentence = `The demo cannot be drawn into ${folder} (${reason}): make room there, or move away what is in its place.`;
  return new TagmaskError('unavailable', 'demo-not-drawn', sentence, { cause: error });
}

async function writePicture(file: string, { width, height, pixels }: Scene): Promise<void> {
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  await picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toFile(file);
}
