import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { transact } from '../../db/connection.ts';
import {
  insertPicture,
  listKnownPictures,
  setPictureMissing,
  updatePicture,
} from '../../db/queries/pictures.ts';
import type { KnownPicture, PictureFacts } from '../../db/queries/pictures.ts';
import { TagmaskError } from '../../models/errors.ts';
import { hashFileIfReadable } from '../media/hash.ts';
import { readPictureInfo } from '../media/picture-info.ts';
import type { Project } from './project.ts';
import type { FileProblem } from './scan.ts';

/** A file as a scan finds it: known and unchanged, or with the facts that were read from it anew. */
type Examined =
  | { readonly kind: 'unchanged'; readonly known: KnownPicture }
  | {
      readonly kind: 'read';
      readonly known: KnownPicture | null;
      readonly hash: string | null;
      readonly facts: PictureFacts;
    };

/** The pictures of a project, brought in line with its folder. Nothing is ever deleted. */
export class PictureIndex {
  readonly #project: Project;
  readonly #byPath = new Map<string, KnownPicture>();
  /** Where a moved file may have come from. The sizes tell, without reading the file, that it comes from nowhere. */
  readonly #byHash = new Map<string, KnownPicture[]>();
  readonly #sizes = new Set<number>();
  readonly #ids = new Map<string, number>();
  readonly #claimed = new Set<number>();
  readonly #problems: FileProblem[] = [];

  constructor(project: Project) {
    this.#project = project;
    for (const known of listKnownPictures(project.db)) {
      this.#byPath.set(known.path, known);
      if (known.hash === null) continue;
      this.#sizes.add(known.size_bytes);
      const same = this.#byHash.get(known.hash);
      if (same === undefined) this.#byHash.set(known.hash, [known]);
      else same.push(known);
    }
  }

  /** The ids of the pictures that were found, by their paths. */
  get ids(): ReadonlyMap<string, number> {
    return this.#ids;
  }

  /** The pictures that cannot be read. */
  get problems(): readonly FileProblem[] {
    return this.#problems;
  }

  /** Records a batch of files: reads them side by side, writes them in one transaction. */
  async add(paths: readonly string[]): Promise<void> {
    const examined = await Promise.all(paths.map((path) => this.#examine(path)));
    transact(this.#project.db, () => {
      examined.forEach((file, index) => {
        this.#record(paths[index] ?? '', file);
      });
    });
    // Requests of the window get their turn between two batches.
    await setImmediate();
  }

  /** Marks what a whole scan has not found, except below folders that could not be read. */
  markMissing(unreadableFolders: readonly string[]): void {
    const found = new Set(this.#ids.values());
    const isUnknown = ({ path }: KnownPicture): boolean =>
      unreadableFolders.some((folder) => path.startsWith(`${folder}/`));
    const gone = [...this.#byPath.values()].filter(
      (known) => known.missing === 0 && !found.has(known.id) && !isUnknown(known),
    );
    transact(this.#project.db, () => {
      for (const { id } of gone) setPictureMissing(this.#project.db, id, true);
    });
  }

  async #examine(path: string): Promise<Examined> {
    const absolute = join(this.#project.folder, path);
    const known = this.#byPath.get(path) ?? null;
    const stats = await stat(absolute).catch(() => null);
    // A file that vanishes during the scan is read below, where that is a sentence.
    const [sizeBytes, modifiedMs] = [stats?.size ?? 0, Math.floor(stats?.mtimeMs ?? 0)];
    if (known !== null && known.size_bytes === sizeBytes && known.modified_ms === modifiedMs) {
      return { kind: 'unchanged', known };
    }
    const info = await readFacts(absolute);
    const facts = { path, sizeBytes, modifiedMs, ...info };
    if (known !== null) return { kind: 'read', known, hash: null, facts };
    return { kind: 'read', facts, ...(await this.#findMoved(absolute, sizeBytes)) };
  }

  /** The picture that has lain elsewhere with the same bytes, if it lies there no more. Hashes only where sizes agree. */
  async #findMoved(
    absolute: string,
    sizeBytes: number,
  ): Promise<{ known: KnownPicture | null; hash: string | null }> {
    if (!this.#sizes.has(sizeBytes)) return { known: null, hash: null };
    const hash = await hashFileIfReadable(absolute);
    const known = this.#byHash
      .get(hash ?? '')
      ?.find(({ path }) => !this.#ids.has(path) && !existsSync(join(this.#project.folder, path)));
    return { known: known ?? null, hash };
  }

  #record(path: string, file: Examined): void {
    const { db } = this.#project;
    if (file.kind === 'unchanged') {
      const { id, missing, error } = file.known;
      if (missing === 1) setPictureMissing(db, id, false);
      this.#note(path, id, error);
      return;
    }
    const { known, hash, facts } = file;
    // Two copies of a vanished file may claim it in one batch: the first one has it.
    const isClaimed = known !== null && known.path !== path && this.#claimed.has(known.id);
    if (known === null || isClaimed) {
      this.#note(path, insertPicture(db, facts, hash), facts.error);
      return;
    }
    this.#claimed.add(known.id);
    updatePicture(db, { id: known.id, hash, facts });
    this.#note(path, known.id, facts.error);
  }

  #note(path: string, id: number, error: string | null): void {
    this.#ids.set(path, id);
    if (error !== null) this.#problems.push({ file: path, why: error });
  }
}

type Readable = Pick<PictureFacts, 'width' | 'height' | 'format' | 'error'>;

async function readFacts(absolute: string): Promise<Readable> {
  try {
    return { ...(await readPictureInfo(absolute)), error: null };
  } catch (error) {
    if (!(error instanceof TagmaskError)) throw error;
    return { width: null, height: null, format: null, error: error.message };
  }
}
