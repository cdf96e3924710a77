import { join, posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { transact, transactUnsynced } from '../../../db/connection.ts';
import { insertCaptions, insertWords, type NewWord } from '../../../db/queries/caption-batch.ts';
import { insertFoundLabels, prepareFoundLabels, takeFoundLabels } from '../../../db/queries/found-labels.ts';
import { listCaptionIds } from '../../../db/queries/captions.ts';
import { readPicture } from '../../../db/queries/pictures.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { findCandidates, isStopWord } from '../../../models/tagging/index.ts';
import type { ReleasedFolders } from '../../formats/released.ts';
import type { DatasetPlace } from '../project.ts';
import { importName } from '../reviewer-name.ts';
import type { FileProblem } from '../scan.ts';
import type { ImportedLabels } from '../types.ts';
import { inWriteTurn } from '../write-turn.ts';
import { labelsOf } from './labels-of.ts';
import { stemOf } from './names.ts';
import { readLabelFile, type FileCaption, type LabelFile } from './read-label-file.ts';
import { listStems } from './root.ts';

export interface LabelImport {
  readonly folders: ReleasedFolders;
  /** The ids of the dataset's pictures, by their paths. */
  readonly ids: ReadonlyMap<string, number>;
  readonly signal?: AbortSignal | undefined;
  /** In files, of which there is one a picture. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly onAdded: () => void;
}

export interface LabelImportResult {
  readonly labels: ImportedLabels;
  readonly problems: readonly FileProblem[];
}

/** Files that are read side by side and written together: a transaction of theirs takes some milliseconds. */
const filesAtOnce = 16;

/**
 * Brings in the captions and labels of a released dataset: captions in short transactions, then all labels as one step of the log. A
 * picture's labels come in whole or not at all, and a bad file never stops the rest. Stopped before its end, it has decided nothing.
 * @throws the signal's reason; TagmaskError where the project cannot be written
 */
export async function importLabels(project: DatasetPlace, options: LabelImport): Promise<LabelImportResult> {
  const labels = new LabelReader(project, options);
  await labels.read();
  options.signal?.throwIfAborted();
  const { db } = project;
  const taken = await inWriteTurn(db, () =>
    transact(db, () => takeFoundLabels(db, { reviewer: importName, atMs: Date.now() })),
  );
  prepareFoundLabels(db);
  options.onAdded();
  return { labels: { files: labels.files, ...taken }, problems: labels.problems };
}

interface ReadFile {
  readonly stem: string;
  readonly pictureId: number;
  readonly file: LabelFile;
}

class LabelReader {
  readonly problems: FileProblem[] = [];
  /** Those whose captions came in. */
  files = 0;
  readonly #project: DatasetPlace;
  readonly #options: LabelImport;
  /** By what their JSON would be called; several where only the extensions differ. */
  readonly #pictures: ReadonlyMap<string, readonly string[]>;
  readonly #seen = new Set<string>();
  #ignored = { files: 0, first: '' };

  constructor(project: DatasetPlace, options: LabelImport) {
    this.#project = project;
    this.#options = options;
    const below = `${options.folders.images}/`;
    const paths = [...options.ids.keys()].filter((path) => path.startsWith(below));
    this.#pictures = Map.groupBy(paths, (path) => keyOf(stemOf(path.slice(below.length))));
  }

  async read(): Promise<void> {
    const { folders, signal, onProgress } = this.#options;
    prepareFoundLabels(this.#project.db);
    let batch: string[] = [];
    let done = 0;
    const flush = async (): Promise<void> => {
      signal?.throwIfAborted();
      await this.#take(batch);
      done += batch.length;
      onProgress?.(Math.min(done, this.#pictures.size), this.#pictures.size);
      batch = [];
    };
    for await (const stem of this.#list(folders.tags, '.json')) {
      batch.push(stem);
      if (batch.length === filesAtOnce) await flush();
    }
    await flush();
    await this.#reportRest();
  }

  async #take(stems: readonly string[]): Promise<void> {
    const read = await Promise.all(stems.map((stem) => this.#readFile(stem)));
    const files = read.filter((one) => one !== null);
    if (files.length === 0) return;
    await this.#addCaptions(files);
    this.#addLabels(files);
    this.files += files.length;
    this.#options.onAdded();
    await setImmediate();
  }

  /** Null where the file cannot be used; the reason is among the problems. */
  async #readFile(stem: string): Promise<ReadFile | null> {
    const { folders } = this.#options;
    const name = `${folders.tags}/${stem}.json`;
    this.#seen.add(keyOf(stem));
    try {
      const [json, mask] = [name, `${folders.masks}/${stem}.png`].map((path) =>
        join(this.#project.folder, path),
      );
      const file = await readLabelFile({ json: json ?? '', mask: mask ?? '', name });
      return { stem, file, pictureId: this.#findPicture(stem, file.image) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!(error instanceof TagmaskError) && code === undefined) throw error;
      const why = error instanceof TagmaskError ? error.message : `${name} cannot be read (${code ?? ''}).`;
      this.#note(name, why);
      return null;
    }
  }

  /** By the file's own name; what it says of itself may only agree, so that no file speaks for another one's picture. */
  #findPicture(stem: string, image: string): number {
    const below = `${this.#options.folders.images}/`;
    const paths = this.#pictures.get(keyOf(stem)) ?? [];
    const written = keyOf(image.replaceAll('\\', '/'));
    const told = written.startsWith(keyOf(below)) ? written.slice(keyOf(below).length) : written;
    const fits = (path: string): boolean => {
      const name = keyOf(path.slice(below.length));
      return told === name || told === posix.basename(name);
    };
    const [path, ...others] = paths.filter(fits);
    const id = path === undefined || others.length > 0 ? undefined : this.#options.ids.get(path);
    if (id !== undefined) return id;
    const what =
      paths.length === 0 ? `no picture of this name is in ${below}` : `it says that it is about "${image}"`;
    const message = `${stem}.json belongs to no picture: ${what}. Name both alike and import again.`;
    throw new TagmaskError('input', 'no-such-picture', message);
  }

  async #addCaptions(files: readonly ReadFile[]): Promise<void> {
    const { db } = this.#project;
    const { tags } = this.#options.folders;
    const found = files.flatMap(({ stem, pictureId, file }) =>
      file.captions
        .filter(({ text }) => text !== '')
        .map((caption) => ({ pictureId, caption, source: `${tags}/${stem}.json` })),
    );
    const addedMs = Date.now();
    const rows = found.map(({ caption, ...row }) => ({ ...row, text: caption.text, addedMs }));
    const said = new Map(found.map(({ pictureId, caption }) => [`${pictureId} ${caption.text}`, caption]));
    await inWriteTurn(db, () =>
      transactUnsynced(db, () => {
        const words = insertCaptions(db, rows).flatMap(({ id: captionId, pictureId, text }) =>
          wordsOf(said.get(`${pictureId} ${text}`) ?? { text, words: [] }).map((word) => ({
            ...{ ...word, captionId, pictureId },
          })),
        );
        insertWords(db, words);
      }),
    );
  }

  #addLabels(files: readonly ReadFile[]): void {
    const { db } = this.#project;
    const { tags, masks: maskFolder } = this.#options.folders;
    const found = files.flatMap(({ stem, pictureId, file }) => {
      const name = `${tags}/${stem}.json`;
      const picture = readPicture(db, pictureId);
      const { width = null, height = null } = picture ?? {};
      if (width === null || height === null) {
        this.#note(name, `The picture of ${name} cannot be read, so its labels stay out.`);
        return [];
      }
      const read = file.masks({ width, height });
      if (read.kind === 'unusable') {
        this.#note(name, `The labels of ${name} stay out: ${read.why}`);
        return [];
      }
      if (file.misplaced > 0)
        this.#note(
          name,
          `${name} has ${file.misplaced} tags at places that their caption does not have: they came in without a place.`,
        );
      if (read.ignored > 0 && this.#ignored.files++ === 0) this.#ignored.first = `${maskFolder}/${stem}.png`;
      const captionIds = listCaptionIds(db, pictureId);
      return labelsOf({ pictureId, file: name, captions: file.captions, masks: read.masks, captionIds });
    });
    insertFoundLabels(db, found);
  }

  /** Pictures and masks that no JSON tells about. */
  async #reportRest(): Promise<void> {
    const { folders } = this.#options;
    for (const [key, paths] of this.#pictures)
      if (!this.#seen.has(key))
        for (const path of paths) this.#note(path, `${path} has no tags in ${folders.tags}/.`);
    for await (const stem of this.#list(folders.masks, '.png')) {
      const name = `${folders.masks}/${stem}.png`;
      if (!this.#seen.has(keyOf(stem)))
        this.#note(name, `${name} has no file in ${folders.tags}/ that says what its masks are.`);
    }
    const { files, first } = this.#ignored;
    if (files > 0)
      this.#note(
        first,
        `${files} mask files, the first of them ${first}, have pixels that nobody has decided on (255): they are in no mask here.`,
      );
  }

  #list(folder: string, extension: string): AsyncGenerator<string> {
    const onProblem = ({ file, why }: FileProblem): void => this.#note(posix.join(folder, file), why);
    return listStems(join(this.#project.folder, folder), { extension, onProblem });
  }

  #note(file: string, why: string): void {
    this.problems.push({ file, why });
  }
}

/** File systems differ in how they store accents. */
const keyOf = (path: string): string => path.normalize('NFC');

type UnplacedWord = Omit<NewWord, 'captionId' | 'pictureId'>;

/** The file's words, and those of the caption that it leaves untouched: every word can be decided on. */
function wordsOf({ text, words }: FileCaption): UnplacedWord[] {
  const placed = words.flatMap(({ tag, place }) => (place === null ? [] : [{ text: tag, ...place }]));
  const untouched = findCandidates(text).filter(
    (word) => !placed.some(({ start, end }) => start < word.end && word.start < end),
  );
  return [...placed, ...untouched]
    .sort((a, b) => a.start - b.start)
    .map((word) => ({ ...word, stopWord: isStopWord(word.text) ? 1 : 0 }));
}
