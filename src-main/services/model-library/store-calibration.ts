import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { z } from 'zod';

import { parseJson, readOptional } from '../../../models/clip/read-json.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { modelsFolder } from '../paths.ts';
import { replaceFile } from '../replace-file.ts';
import { readManifest, writeManifest } from './manifest.ts';

const fileName = 'tagmask.json';
const fileSchema = z.looseObject({ calibration: z.looseObject({}).default({}) });

/** What a calibration was fitted on, to be read by people. */
export interface CalibrationSource {
  readonly pairs: number;
  readonly seed: number;
  readonly preset: string;
  readonly dense: string;
}

/**
 * A folder that is not the library's, be it behind a link, belongs to somebody else: other programs may read its files.
 * @throws TagmaskError `not-of-the-library`
 */
export function requireOwnFolder(folder: string): void {
  const path = resolve(folder);
  if (dirname(path) === resolve(modelsFolder()) && !lstatSync(path).isSymbolicLink()) return;
  throw new TagmaskError(
    'refused',
    'not-of-the-library',
    `${folder} is not a folder of the model library: pull it first ("tagmask models pull ${folder}"), or say --outside to have ${fileName} written there.`,
  );
}

/** Replaces what is fitted in the model's tagmask.json, whole or not at all; what else the file says stays. */
export async function storeCalibration(
  folder: string,
  fit: Readonly<Record<'w' | 'b' | 'threshold' | 'floor', number>>,
  calibratedOn: CalibrationSource,
): Promise<string> {
  const file = join(folder, fileName);
  const text = await readOptional(folder, fileName);
  const before = text === undefined ? { calibration: {} } : parseJson(file, text, fileSchema);
  const next = { ...before, calibration: { ...before.calibration, ...fit }, calibratedOn };
  // First, so that "verify" never takes the person's own calibration for a damaged download.
  const manifest = await readManifest(folder);
  if (manifest?.files.some(({ name }) => name === fileName) === true)
    writeManifest(folder, { ...manifest, files: manifest.files.filter(({ name }) => name !== fileName) });
  replaceFile(file, `${JSON.stringify(next, null, 2)}\n`);
  return file;
}
