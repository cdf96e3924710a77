/** A model from a hub, the web or a folder into the library: whole, checked and under its name, or not at all. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { rename, statfs } from 'node:fs/promises';
import { basename, join, posix, relative } from 'node:path';

import { checkClipDescription, checkClipFolder } from '../../../models/clip/check-folder.ts';
import { weightsNames } from '../../../models/clip/weights-file.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { findModelFiles, requireHalf } from '../../../models/segment-anything/index.ts';
import { readShardIndex } from '../../../models/weights/shard-index.ts';
import { modelsFolder } from '../paths.ts';
import type { DownloadContext } from './download-types.ts';
import { isIndex, neededFiles, optionalFiles, tokenizerFiles } from './file-names.ts';
import { formatBytes } from './format-bytes.ts';
import { kindOf } from './kind.ts';
import { writeManifest } from './manifest.ts';
import { takeModelLock } from './model-lock.ts';
import { openOrigin, type Origin } from './origin.ts';
import { PullProgress, type ReportPull } from './pull-progress.ts';
import { PullState, type KeptFile } from './pull-state.ts';
import { chooseSegmentFiles } from './segment-files.ts';
import { describeSource, type ModelRequest, type ModelSource } from './source.ts';

export interface PullOptions {
  readonly signal: AbortSignal;
  readonly onProgress: ReportPull;
  /** How to wait before another attempt; by the clock unless told. */
  readonly pause?: DownloadContext['pause'];
}

/** A half model lies beside the whole ones; nothing that lists models takes it for one. */
export const partialFolder = (name: string): string => join(modelsFolder(), `${name}.partial`);

/**
 * Fetches a model that the library does not have. What is interrupted, also by a kill or a power failure, goes on where
 * it was; small files come first, so that a repository that is no CLIP is refused before its gigabytes.
 * @throws TagmaskError `pull-running` where it is being fetched already, `model-exists`, `no-space`; what the source says;
 *   what is wrong with the files
 */
export async function pullModel(request: ModelRequest, options: PullOptions): Promise<void> {
  const release = takeModelLock(request.name);
  if (release === null)
    throw new TagmaskError(
      'conflict',
      'pull-running',
      `${request.name} is being fetched or removed by another Tagmask already: wait for it.`,
    );
  try {
    refuseToReplace(request.name);
    const pull = new Pull(request, options);
    await pull.run().catch((error: unknown) => pull.giveUp(error));
  } finally {
    release();
  }
}

function refuseToReplace(name: string): void {
  if (!existsSync(join(modelsFolder(), name))) return;
  throw new TagmaskError(
    'conflict',
    'model-exists',
    `The library has a model ${name} already: remove it first, or give this one another name with --as.`,
  );
}

class Pull {
  readonly #request: ModelRequest;
  readonly #options: PullOptions;
  readonly #folder: string;
  readonly #state: PullState;
  readonly #progress: PullProgress;
  readonly #files = new Map<string, KeptFile>();

  constructor(request: ModelRequest, options: PullOptions) {
    this.#request = request;
    this.#options = options;
    this.#folder = partialFolder(request.name);
    mkdirSync(modelsFolder(), { recursive: true });
    this.#state = PullState.open(this.#folder, request.source);
    this.#progress = new PullProgress(options.onProgress);
  }

  async run(): Promise<void> {
    const { name, source } = this.#request;
    const origin = await openOrigin(source, this.#contextOf(''));
    const halves = await findHalves(source, origin);
    if (halves === null) await this.#fetchClip(origin);
    else await this.#fetchSegmentAnything(origin, halves);
    const files = [...this.#files].map(([file, { bytes, sha256 }]) => ({ name: file, bytes, sha256 }));
    const { commit, licence } = origin;
    writeManifest(this.#folder, { version: 1, source, commit, licence, pulledAt: Date.now(), files });
    this.#state.remove();
    await rename(this.#folder, join(modelsFolder(), name));
  }

  async #fetchClip(origin: Origin): Promise<void> {
    await this.#fetchSmallFiles(origin);
    await checkClipDescription(this.#folder);
    await this.#fetchWeights(origin);
    await checkClipFolder(this.#folder);
  }

  /** The light half first, so that a repository of something else is refused before its gigabytes; each graph, then the files with its weights. */
  async #fetchSegmentAnything(origin: Origin, halves: readonly string[]): Promise<void> {
    for (const name of halves) this.#progress.expect(name, origin.sizeOf(name) ?? null);
    await this.#settle();
    for (const half of halves.toSorted((a, b) => (origin.sizeOf(a) ?? 0) - (origin.sizeOf(b) ?? 0))) {
      await this.#fetch(origin, half);
      const { externalFiles } = await requireHalf(join(this.#folder, basename(half)));
      const weights = externalFiles.filter(isPlainName).map((name) => posix.join(posix.dirname(half), name));
      for (const name of weights) this.#progress.expect(name, origin.sizeOf(name) ?? null);
      await this.#settle();
      await this.#fetchAll(origin, weights);
    }
    await findModelFiles(this.#folder);
  }

  /** Nothing is left behind where nothing was brought, such as by a name that does not exist. */
  giveUp(error: unknown): never {
    if (this.#state.bytesHere() === 0) rmSync(this.#folder, { recursive: true, force: true });
    throw error;
  }

  async #fetchSmallFiles(origin: Origin): Promise<void> {
    const present = (name: string): boolean => origin.sizeOf(name) !== undefined;
    const optional = optionalFiles.filter(present);
    const weights = weightsNames.find(present);
    if (weights === undefined) throw noWeights(this.#request);
    const tokenizer = tokenizerFiles.find((names) => names.every(present)) ?? tokenizerFiles[0];
    for (const name of [...neededFiles, ...tokenizer, ...optional, weights])
      this.#progress.expect(name, origin.sizeOf(name) ?? null);
    if (!isIndex(weights)) await this.#settle();
    await this.#fetchAll(origin, neededFiles);
    await this.#fetchTokenizer(origin, tokenizer);
    for (const name of optional) await this.#fetchFirst(origin, [name]);
  }

  /** An address does not say what it has: there the old pair of files is asked for after the new one. */
  async #fetchTokenizer(origin: Origin, names: readonly string[]): Promise<void> {
    const [single, pair] = tokenizerFiles;
    if (names !== single) return this.#fetchAll(origin, names);
    const found = await this.#fetchFirst(origin, single);
    if (found !== undefined) return;
    try {
      await this.#fetchAll(origin, pair);
    } catch (error) {
      // The one to name is the one that is usual.
      if (isMissing(error)) await this.#fetchAll(origin, single);
      throw error;
    }
  }

  async #fetchAll(origin: Origin, names: readonly string[]): Promise<void> {
    for (const name of names) await this.#fetch(origin, name);
  }

  async #fetchWeights(origin: Origin): Promise<void> {
    const candidates = weightsNames.filter((name) => origin.sizeOf(name) !== undefined);
    const found = await this.#fetchFirst(origin, candidates);
    if (found === undefined) throw noWeights(this.#request);
    if (!isIndex(found)) return;
    const shards = new Set((await readShardIndex(join(this.#folder, found))).values());
    for (const shard of shards) this.#progress.expect(shard, origin.sizeOf(shard) ?? null);
    await this.#settle();
    await this.#fetchAll(origin, [...shards].sort());
  }

  /** The first of the files that is there. */
  async #fetchFirst(origin: Origin, names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      try {
        await this.#fetch(origin, name);
        return name;
      } catch (error) {
        if (!isMissing(error)) throw error;
        this.#progress.forget(name);
      }
    }
    return undefined;
  }

  async #fetch(origin: Origin, name: string): Promise<void> {
    this.#files.set(basename(name), await origin.fetch(name, this.#contextOf(name)));
  }

  #contextOf(file: string): DownloadContext {
    const { signal, pause } = this.#options;
    return {
      ...{ folder: this.#folder, state: this.#state, signal, pause },
      onBytes: (done, total) => this.#progress.set(file, { done, total }),
      onKept: (bytes) => this.#progress.keep(bytes),
      onMessage: (message) => this.#progress.say(message),
    };
  }

  /** All files are named: where their sizes are known too, the disk has to have room for them. */
  async #settle(): Promise<void> {
    this.#progress.settle();
    const { total } = this.#progress;
    if (total === null) return;
    this.#state.total = total;
    const { bavail, bsize } = await statfs(this.#folder);
    const missing = total - this.#state.bytesHere();
    if (missing <= bavail * bsize) return;
    throw new TagmaskError(
      'unavailable',
      'no-space',
      `${this.#request.name} needs ${formatBytes(missing)} in ${modelsFolder()}, and ${formatBytes(bavail * bsize)} are free: make room, or move the library with TAGMASK_DATA_DIR.`,
    );
  }
}

/** A file of the web may name any: none leads out of the model's folder. */
const isPlainName = (name: string): boolean => /^\w[\w.-]*$/.test(name);

/** Names of the encoder and the decoder below the origin; null where it is no Segment Anything model. A folder's graphs are looked into. */
async function findHalves(source: ModelSource, { names }: Origin): Promise<readonly string[] | null> {
  const chosen =
    source.kind === 'folder' || names === null ? null : chooseSegmentFiles(names, describeSource(source));
  if (source.kind !== 'folder' || kindOf(source.folder) === 'clip') return chosen;
  const { encoder, decoder } = await findModelFiles(source.folder);
  return [encoder, decoder].map(({ path }) => relative(source.folder, path).replaceAll('\\', '/'));
}

const isMissing = (error: unknown): boolean => error instanceof TagmaskError && error.code === 'no-such-file';

const noWeights = ({ source }: ModelRequest): TagmaskError =>
  new TagmaskError(
    'missing',
    'no-weights',
    `${describeSource(source)} has no weights that can be opened (${weightsNames.join(', ')}): pull a CLIP in Hugging Face's layout, or a Segment Anything model as an encoder and a decoder in ONNX.`,
  );
