import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { transactUnsynced } from '../../db/connection.ts';
import { insertPictures, movePicture, setPictureMissing, updatePicture } from '../../db/queries/pictures.ts';
import type { PictureFacts } from '../../db/queries/pictures.ts';
import { TagmaskError } from '../../models/errors.ts';
import { readPictureFile } from '../media/picture-info.ts';
import { isSameState, KnownPictures, readFileState } from './known-pictures.ts';
import type { KnownPicture } from './known-pictures.ts';
import type { DatasetPlace } from './project.ts';
import type { FileProblem } from './scan.ts';
import { Slice } from './slice.ts';
import { inWriteTurn } from './write-turn.ts';

/** A file with the facts that were read from it anew. */
interface ReadPicture {
  readonly kind: 'read';
  readonly hash: string | null;
  readonly facts: PictureFacts;
  /** The known pictures that these bytes may be, the likeliest first. */
  readonly origins: readonly KnownPicture[];
}

/** A file as a scan finds it: known and unchanged, or read. */
type Examined = { readonly kind: 'unchanged'; readonly known: KnownPicture } | ReadPicture;

interface FoundFile {
  readonly path: string;
  readonly file: Examined;
}

const nothingRead: Promise<readonly FoundFile[]> = Promise.resolve([]);

/** Files that are read side by side: enough to keep a disk busy. */
const filesAtOnce = 64;

/** Pictures a transaction. The first ones are few, so that there is something to see at once. */
const batchSize = { least: 64, most: 1024 };

/**
 * The pictures of a project, brought in line with its folder. A picture is its bytes, wherever they lie now: its captions
 * and decisions go with them. Nothing is ever deleted.
 */
export class PictureIndex {
  readonly #project: DatasetPlace;
  readonly #known: KnownPictures;
  readonly #ids = new Map<string, number>();
  /** The known pictures whose bytes were found, and recorded with their place. */
  readonly #claimed = new Set<number>();
  /** Files with bytes that are nobody's, at a known picture's place. */
  readonly #replaced: ReadPicture[] = [];
  readonly #new: ReadPicture[] = [];
  readonly #problems: FileProblem[] = [];
  readonly #slice = new Slice(batchSize);
  #reading = nothingRead;

  private constructor(project: DatasetPlace, known: KnownPictures) {
    this.#project = project;
    this.#known = known;
  }

  static async open(project: DatasetPlace): Promise<PictureIndex> {
    return new PictureIndex(project, await KnownPictures.read(project));
  }

  /** How many files `add` should be given at once. */
  get batchSize(): number {
    return this.#slice.size;
  }

  /** The ids of the pictures that were found, by their paths; complete once `finish` is over. */
  get ids(): ReadonlyMap<string, number> {
    return this.#ids;
  }

  /** The pictures that cannot be read. */
  get problems(): readonly FileProblem[] {
    return this.#problems;
  }

  /** Begins to read a batch of files, side by side, and meanwhile writes the one before it in one transaction. */
  async add(paths: readonly string[]): Promise<void> {
    const reading = this.#read(paths);
    // Whoever writes it hears of a failure; where the scan is cancelled before, nobody does.
    reading.catch(() => undefined);
    await this.#writeRead();
    this.#reading = reading;
  }

  async #read(paths: readonly string[]): Promise<FoundFile[]> {
    const found: FoundFile[] = [];
    for (let i = 0; i < paths.length; i += filesAtOnce) {
      const part = paths.slice(i, i + filesAtOnce);
      found.push(
        ...(await Promise.all(part.map(async (path) => ({ path, file: await this.#examine(path) })))),
      );
    }
    return found;
  }

  async #writeRead(): Promise<void> {
    const found = await this.#reading;
    if (found.length === 0) return;
    await this.#write(() => {
      for (const { path, file } of found) this.#record(path, file);
    });
    this.#reading = nothingRead;
  }

  /** Ends a whole scan: what it has not found is marked, except below folders that could not be read. */
  async finish(unreadableFolders: readonly string[]): Promise<void> {
    await this.#writeRead();
    for (let i = 0; i < this.#replaced.length; i += batchSize.least) {
      await this.#write(() => {
        for (const file of this.#replaced.slice(i, i + batchSize.least)) this.#recordReplaced(file);
      });
    }
    await this.#markMissing(unreadableFolders);
  }

  async #write(record: () => void): Promise<void> {
    const { db } = this.#project;
    await inWriteTurn(db, () =>
      this.#slice.run(() =>
        transactUnsynced(db, () => {
          record();
          this.#insertNew();
        }),
      ),
    );
    await setImmediate();
  }

  async #markMissing(unreadableFolders: readonly string[]): Promise<void> {
    const found = new Set(this.#ids.values());
    const isUnknown = ({ path }: KnownPicture): boolean =>
      unreadableFolders.some((folder) => path.startsWith(`${folder}/`));
    const gone = [...this.#known.all()].filter(
      (known) => known.missing === 0 && !found.has(known.id) && !isUnknown(known),
    );
    const { db } = this.#project;
    await inWriteTurn(db, () =>
      transactUnsynced(db, () => {
        for (const { id } of gone) setPictureMissing(db, id, true);
      }),
    );
  }

  async #examine(path: string): Promise<Examined> {
    const absolute = join(this.#project.folder, path);
    const known = this.#known.at(path);
    if (known !== undefined) {
      const state = await readFileState(absolute);
      if (state !== null && isSameState(known, state)) return { kind: 'unchanged', known };
    }
    const facts = { path, ...(await readFacts(absolute)) };
    const hash = await this.#known.hashIfKnownSize(path, facts.sizeBytes);
    return { kind: 'read', hash, facts, origins: await this.#known.findOrigins(path, hash) };
  }

  #record(path: string, file: Examined): void {
    const { db } = this.#project;
    if (file.kind === 'unchanged') {
      const { id, missing, error } = file.known;
      if (missing === 1) setPictureMissing(db, id, false);
      this.#note(path, id, error);
      return;
    }
    // Copies of a file that has gone may claim it in one batch: the first one has it.
    const origin = file.origins.find(({ id }) => !this.#claimed.has(id));
    if (origin !== undefined) this.#recordFound(origin, file);
    // Only the end of the scan tells whether the picture that was here lies elsewhere now.
    else if (this.#known.at(path) !== undefined) this.#replaced.push(file);
    else this.#recordNew(file);
  }

  #recordFound({ id, path }: KnownPicture, file: ReadPicture): void {
    if (path !== file.facts.path) this.#clearPlace(file.facts.path);
    this.#claimed.add(id);
    this.#update(id, file);
  }

  /** The picture whose place another one has taken is found elsewhere later in the scan, or it is missing. */
  #clearPlace(path: string): void {
    const former = this.#known.at(path);
    if (former === undefined || this.#claimed.has(former.id)) return;
    movePicture(this.#project.db, former.id, `${path} (replaced, ${former.id})`);
  }

  #recordReplaced(file: ReadPicture): void {
    const former = this.#known.at(file.facts.path);
    if (former === undefined || this.#claimed.has(former.id)) this.#recordNew(file);
    else this.#update(former.id, file);
  }

  #update(id: number, { hash, facts }: ReadPicture): void {
    updatePicture(this.#project.db, { id, hash, facts });
    this.#note(facts.path, id, facts.error);
  }

  /** Written at the end of the transaction, all at once. */
  #recordNew(file: ReadPicture): void {
    this.#new.push(file);
  }

  #insertNew(): void {
    const files = this.#new.splice(0);
    if (files.length === 0) return;
    const ids = insertPictures(
      this.#project.db,
      files.map(({ facts, hash }) => ({ ...facts, hash })),
    );
    for (const { facts } of files) this.#note(facts.path, ids.get(facts.path) ?? 0, facts.error);
  }

  #note(path: string, id: number, error: string | null): void {
    this.#ids.set(path, id);
    if (error !== null) this.#problems.push({ file: path, why: error });
  }
}

async function readFacts(absolute: string): Promise<Omit<PictureFacts, 'path'>> {
  try {
    return { ...(await readPictureFile(absolute)), error: null };
  } catch (error) {
    if (!(error instanceof TagmaskError)) throw error;
    // A file that vanishes during the scan has no size either.
    const state = (await readFileState(absolute)) ?? { sizeBytes: 0, modifiedMs: 0 };
    return { ...state, width: null, height: null, format: null, error: error.message };
  }
}
