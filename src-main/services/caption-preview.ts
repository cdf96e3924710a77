import { join, posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { TagmaskError } from '../../models/errors.ts';
import { listKnownPictures } from '../../db/queries/pictures.ts';
import { guessColumns, lookAtCaptionFile } from '../formats/caption-columns.ts';
import { listCaptionColumns } from '../formats/caption-map.ts';
import type { CaptionMap } from '../formats/caption-map.ts';
import { readCaptionFile } from '../formats/captions.ts';
import { resolveCaptionFile } from './caption-import.ts';
import type { CaptionFileChoice } from './caption-import.ts';
import type { CaptionPreview } from './caption-preview-types.ts';
import { PictureLookup } from './picture-lookup.ts';
import type { Project } from './project.ts';

const lookedAtRows = 500;
const shownUnmatched = 20;

/**
 * Reads the first rows of a caption file as an import would, with the columns that are asked for or, where none are,
 * those that a person would guess. Writes nothing.
 * @throws TagmaskError `path-leads-out`, `no-such-path`, and what reading the file throws
 */
export async function previewCaptions(
  project: Project,
  { file, map = {} }: CaptionFileChoice,
): Promise<CaptionPreview> {
  const path = resolveCaptionFile(project.folder, file);
  const absolute = join(project.folder, path);
  const look = await lookAtCaptionFile(absolute, map);
  const guess = guessColumns(look.columns);
  const columns = {
    file: map.file ?? guess.file,
    captions: listCaptionColumns(map) ?? guess.captions.filter((key) => key !== map.file),
  };
  const used: CaptionMap = {
    ...(columns.file === null ? {} : { file: columns.file }),
    ...(columns.captions.length === 0 ? {} : { caption: columns.captions }),
    ...(look.header === null ? {} : { header: look.header }),
  };
  return { ...look, file: path, map: columns, ...(await tryRows(project, { path, absolute, map: used })) };
}

type Trial = Pick<CaptionPreview, 'rows' | 'whole' | 'matched' | 'captions' | 'unmatched' | 'problems'>;

async function tryRows(
  project: Project,
  { path, absolute, map }: { path: string; absolute: string; map: CaptionMap },
): Promise<Trial> {
  const lookup = await lookupOf(project);
  const folder = posix.dirname(path);
  const problems: string[] = [];
  const unmatched: { file: string; why: string }[] = [];
  let [rows, matched, count, whole] = [0, 0, 0, true];
  try {
    for await (const { file, captions } of readCaptionFile(absolute, {
      map,
      onProblem: (why) => void problems.push(why),
    })) {
      if (rows === lookedAtRows) {
        whole = false;
        break;
      }
      rows += 1;
      const found = lookup.find(file, folder);
      if ('id' in found) {
        matched += 1;
        count += captions.filter((text) => text.trim() !== '').length;
      } else if (unmatched.length < shownUnmatched) unmatched.push({ file, why: found.why });
    }
  } catch (error) {
    // What the file lacks is what the preview is for; the rows before it count.
    if (!(error instanceof TagmaskError) || error.kind !== 'input') throw error;
    problems.push(error.message);
  }
  return { rows, whole, matched, captions: count, unmatched, problems };
}

const readAtOnce = 5000;

async function lookupOf({ db, folder }: Project): Promise<PictureLookup> {
  const ids = new Map<string, number>();
  for (let after = 0; ;) {
    const pictures = listKnownPictures(db, { after, limit: readAtOnce });
    for (const { path, id, missing } of pictures) if (missing === 0) ids.set(path, id);
    const last = pictures.at(-1);
    if (last === undefined) return PictureLookup.of(folder, ids);
    after = last.id;
    await setImmediate();
  }
}
