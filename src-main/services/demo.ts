import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import sharp from 'sharp';

import { TagmaskError } from '../../models/errors.ts';
import { Painter } from './demo/painter.ts';
import { randomFrom } from './demo/random.ts';
import type { Scene } from './demo/scene.ts';
import { scenes } from './demo/scenes.ts';

/** Changes only together with the look of the demo: the same seed draws the same bytes. */
const defaultSeed = 7;

/**
 * Draws the demo dataset, simple scenes with captions, into `folder` (`image/*.jpg` and `captions.tsv`) without any
 * network, and answers the folder. What is there already stays as it is, a person's decisions included.
 * @throws {TagmaskError} `demo-not-drawn`
 */
export async function makeDemo(folder: string, seed = defaultSeed): Promise<string> {
  if (existsSync(join(folder, 'captions.tsv'))) return folder;
  const draft = `${folder}.${randomUUID()}.partial`;
  try {
    await mkdir(join(draft, 'image'), { recursive: true });
    for (const [i, scene] of scenes.entries()) await drawScene(join(draft, fileOf(scene)), scene, seed + i);
    await writeFile(join(draft, 'captions.tsv'), captionTable());
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

const fileOf = ({ name }: Scene): string => `image/${name}.jpg`;

async function drawScene(file: string, scene: Scene, seed: number): Promise<void> {
  const painter = new Painter(randomFrom(seed));
  scene.paint(painter);
  await sharp(Buffer.from(painter.toSvg())).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toFile(file);
}

function captionTable(): string {
  const rows = scenes.flatMap((scene) => scene.captions.map((caption) => `${fileOf(scene)}\t${caption}`));
  return ['file\tcaption', ...rows, ''].join('\n');
}
