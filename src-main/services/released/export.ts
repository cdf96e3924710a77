import { constants, copyFile, open, rm, stat } from 'node:fs/promises';

import type { ReadDb } from '../../../db/connection.ts';
import { readPicture } from '../../../db/queries/pictures.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { writeReleased, type ReleasedFolders } from '../../formats/released.ts';
import { hashFile } from '../../media/hash.ts';
import { exportPictures } from '../export-pictures.ts';
import {
  readLeftOut,
  readTags,
  type ReadPicture,
  type Skipped,
  type SourcePicture,
} from '../export-source.ts';
import { resolveBelow } from '../roots.ts';
import type { ExportInclude, ExportReport } from '../types.ts';
import { ReleasedNames, stemOf } from './names.ts';
import { readReleasedContent, type ReleasedContent } from './source.ts';
import { FolderStage } from './stage.ts';
import { verifyReleased, type ReleasedFiles } from './verify.ts';

/** Pictures that are written and checked side by side: while one waits for the disk, another is painted. */
const atOnce = 4;

export interface ReleasedExportOptions {
  /** The dataset's real path. */
  readonly folder: string;
  /** The dataset's own folders of pictures: their names do not become folders of the export. */
  readonly below: readonly string[];
  /** The folder that gets everything; it is made, or empty. */
  readonly out: string;
  /** Who may write beside it. */
  readonly owner: string;
  readonly folders: ReleasedFolders;
  readonly include: ExportInclude;
  readonly signal: AbortSignal;
  /** In pictures that are written and checked. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes a snapshot in the released layout, each picture copied, each file read back and compared with the database, and only then
 * gives the folder its name. When it throws, nothing is there.
 * @throws TagmaskError `export-differs`, `export-exists`, `export-not-writable`, `export-not-a-folder`, `disk-full`; the signal's reason
 */
export function exportReleased(snapshot: ReadDb, options: ReleasedExportOptions): Promise<ExportReport> {
  return FolderStage.fill(options, (stage) => new ReleasedExport(snapshot, stage, options).run());
}

class ReleasedExport {
  readonly #db: ReadDb;
  readonly #stage: FolderStage;
  readonly #options: ReleasedExportOptions;
  readonly #names: ReleasedNames;
  /** By the number of their picture: several are under way at once. */
  readonly #skipped = new Map<number, readonly Skipped[]>();
  readonly #counts = { pictures: 0, reviewed: 0, masks: 0 };

  constructor(db: ReadDb, stage: FolderStage, options: ReleasedExportOptions) {
    this.#db = db;
    this.#stage = stage;
    this.#options = options;
    this.#names = new ReleasedNames(db, options.below);
  }

  async run(): Promise<ExportReport> {
    const { folders } = this.#options;
    for (const name of Object.values(folders)) await this.#stage.place(`${name}/any`);
    await exportPictures(this.#db, { ...this.#options, atOnce }, (read) => this.#export(read));
    const report = this.#report();
    await this.#stage.write('report.json', JSON.stringify(report, null, 2));
    return report;
  }

  async #export([row, picture]: ReadPicture): Promise<void> {
    const { include } = this.#options;
    const image = picture === null ? null : this.#names.nameOf(picture);
    const isThere = picture !== null && image !== null && (await this.#copy(picture, image));
    if (!isThere) {
      const why = 'the picture has changed since it was scanned; import again.';
      const read = [row, null] as const;
      this.#skip(
        row.id,
        picture === null
          ? readTags(this.#db, read, include).skipped
          : readLeftOut(this.#db, row, { include, why }),
      );
      return;
    }
    const asked = { include, image };
    const content = readReleasedContent(this.#db, [row, picture], asked);
    const files = await this.#write(content);
    // Read anew: what is compared with the files is what the database says, not what was written.
    await verifyReleased(files, readReleasedContent(this.#db, [row, picture], asked));
    this.#skip(row.id, content.skipped);
    this.#counts.pictures++;
    this.#counts.masks += content.tags.length;
    if (picture.reviewed) this.#counts.reviewed++;
  }

  #skip(pictureId: number, skipped: readonly Skipped[]): void {
    if (skipped.length > 0) this.#skipped.set(pictureId, skipped);
  }

  async #write({ picture }: ReleasedContent): Promise<ReleasedFiles> {
    const { folders } = this.#options;
    const stem = stemOf(picture.image);
    const { json, png } = writeReleased(picture);
    const mask = await this.#stage.write(`${folders.masks}/${stem}.png`, png);
    return { mask, json: await this.#stage.write(`${folders.tags}/${stem}.json`, json) };
  }

  /** Whether the picture is still as it was scanned, and lies in the export now. Originals are never linked: a link could be written to. */
  async #copy({ id, path }: SourcePicture, image: string): Promise<boolean> {
    const known = readPicture(this.#db, id);
    const from = findSource(this.#options.folder, path);
    const state = from === null ? null : await stat(from).catch(() => null);
    if (from === null || known === undefined || state?.isFile() !== true) return false;
    if (state.size !== known.size_bytes || Math.floor(state.mtimeMs) !== known.modified_ms) return false;
    const to = await this.#stage.place(`${this.#options.folders.images}/${image}`);
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await syncFile(to);
    const isSame =
      known.hash === null ? (await stat(to)).size === known.size_bytes : (await hashFile(to)) === known.hash;
    if (!isSame) await rm(to);
    return isSame;
  }

  #report(): ExportReport {
    const { pictures, reviewed, masks } = this.#counts;
    const { images, tags, masks: maskFolder } = this.#options.folders;
    const skipped = [...this.#skipped].sort(([a], [b]) => a - b).flatMap(([, some]) => some);
    return {
      format: 'released',
      ...{ pictures, reviewed, tags: masks + skipped.length, masks, skipped, verified: true },
      files: [`${images}/`, `${tags}/`, `${maskFolder}/`, 'report.json'],
    };
  }
}

/** Null for a file that has gone, or leads out of the dataset by now. */
function findSource(folder: string, path: string): string | null {
  try {
    return resolveBelow(folder, path);
  } catch (error) {
    if (error instanceof TagmaskError) return null;
    throw error;
  }
}

/** Windows flushes only what is open for writing, and a copy of a read-only file is not. */
async function syncFile(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
