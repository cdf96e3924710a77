import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import sharp from 'sharp';
import { onTestFinished } from 'vitest';

import { getPicture, listPictures } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import type { PictureDetail } from '../../../src-main/services/types.ts';
import { temporaryFolder } from '../../temp.ts';

/** A dataset in a folder of its own: paths and contents, where a number is a picture of that brightness. */
export async function makeDataset(files: Record<string, string | number | Buffer>): Promise<Project> {
  const folder = temporaryFolder();
  await write(folder, files);
  return open(folder);
}

export function open(folder: string, projectFolder?: string): Project {
  const project = Project.open(folder, projectFolder === undefined ? {} : { projectFolder });
  onTestFinished(() => {
    project.close();
  });
  return project;
}

export async function write(folder: string, files: Record<string, string | number | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'number' ? await picture(content) : content);
  }
}

export const picture = (brightness: number): Promise<Buffer> =>
  sharp({
    create: { width: 8, height: 6, channels: 3, background: { r: brightness, g: brightness, b: brightness } },
  })
    .png()
    .toBuffer();

export function pathsOf(project: Project): string[] {
  return listPictures(project, { offset: 0, limit: 1000 }).pictures.map(({ path }) => path);
}

export function detailOf(project: Project, path: string): PictureDetail {
  const found = listPictures(project, { offset: 0, limit: 1000 }).pictures.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no picture ${path}`);
  return getPicture(project, found.id);
}

export const captionsOf = (project: Project, path: string): string[] =>
  detailOf(project, path).captions.map(({ text }) => text);
