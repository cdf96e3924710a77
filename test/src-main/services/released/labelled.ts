import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { transact } from '../../../../db/connection.ts';
import { appendDecisions } from '../../../../db/queries/append-decisions.ts';
import { insertAction, insertMask } from '../../../../db/queries/decisions.ts';
import { areaOf, boundingBoxOf, encodeMask, rleFromBitmap } from '../../../../models/masks/index.ts';
import type { Project } from '../../../../src-main/services/project.ts';
import { detailOf } from '../dataset-fixture.ts';
import { bitmapOf } from '../export-fixture.ts';

export interface Label {
  readonly path: string;
  readonly text: string;
  readonly verdict: 'accepted' | 'rejected' | 'unsure';
  /** `rows` of 0 and 1, as the picture shows them; none for a verdict without pixels. */
  readonly rows?: readonly string[];
}

export const tagOf = (project: Project, { path, text }: Pick<Label, 'path' | 'text'>) => {
  const tag = detailOf(project, path).tags.find((one) => one.text === text);
  if (tag === undefined) throw new Error(`${path} has no tag ${text}`);
  return tag;
};

/** A person's verdicts with any pixels, as one step, the way in which review stores them. */
export function label(project: Project, labels: readonly Label[], reviewer = 'Ada'): number {
  const { db } = project;
  return transact(db, () => {
    const actionId = insertAction(db, { kind: 'decide', reviewer, atMs: 1, elapsedMs: null, target: null });
    const decisions = labels.map(({ path, text, verdict, rows }) => ({
      ...{
        tag_id: tagOf(project, { path, text }).id,
        verdict,
        proposal_id: null,
        threshold: null,
        clean_up: null,
      },
      mask_id: rows === undefined ? null : insertMask(db, maskOf(rows)),
    }));
    appendDecisions(db, actionId, decisions);
    return actionId;
  });
}

function maskOf(rows: readonly string[]) {
  const rle = rleFromBitmap(bitmapOf(...rows));
  const { width, height } = rle;
  return { width, height, counts: encodeMask(rle).counts, area: areaOf(rle), bbox: boundingBoxOf(rle) };
}

/** Every file below a folder by its path; hidden ones are left out. */
export const filesOf = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .filter((path) => !path.startsWith('.'))
      .sort()
      .map((path) => [path, readFileSync(join(folder, path))]),
  );
