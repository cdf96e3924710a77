import { statSync } from 'node:fs';

import type { EncodedMask, Size } from '../../../models/masks/index.ts';
import { defaultThreads } from '../../../models/runtime/onnx.ts';
import type { Prompts } from '../../../models/segment-anything/index.ts';
import { clickingModelName, libraryFolder } from '../model-library/library.ts';
import { EncodingQueue } from './encoding-queue.ts';
import { HalfProcess } from './half-process.ts';
import type { HalfName } from './protocol.ts';

export interface PictureToSegment {
  /** Another one means other pixels. */
  readonly key: string;
  readonly file: string;
  /** As it is displayed. */
  readonly size: Size;
}

export interface FoundSegment {
  readonly mask: EncodedMask;
  readonly predictedIou: number;
}

/** Nobody clicks any more: what the model takes of memory is given back. */
const idleMs = 5 * 60_000;
/** A decoder is small: more threads only wait for each other. */
const decoderThreads = 4;

/**
 * The model of the library that is clicked with. The encoder looks once at a picture, in a process of its own that is ended when nobody
 * waits for it any more; the decoder, in another, keeps the last few embeddings and answers clicks.
 */
export class Segmenter {
  #opened: OpenedModel | null = null;
  #idle: NodeJS.Timeout | undefined;

  /** Null where the library has none. */
  get model(): string | null {
    return clickingModelName();
  }

  /**
   * Has the encoder look at a picture where it has not. An abort ends that, unless somebody else waits for it.
   * @throws TagmaskError where the model or the picture cannot be used
   */
  prepare(model: string, picture: PictureToSegment, signal: AbortSignal): Promise<void> {
    return this.#open(model).prepare(picture, signal);
  }

  /** @throws TagmaskError where the model or the picture cannot be used */
  async segment(
    model: string,
    request: { picture: PictureToSegment; prompts: Prompts },
    signal: AbortSignal,
  ): Promise<FoundSegment> {
    return this.#open(model).segment(request.picture, request.prompts, signal);
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#opened?.close();
    this.#opened = null;
  }

  #waitForIdle(): void {
    clearTimeout(this.#idle);
    const look = (): void => (this.#opened?.isBusy === true ? this.#waitForIdle() : this.close());
    this.#idle = setTimeout(look, idleMs).unref();
  }

  #open(name: string): OpenedModel {
    this.#waitForIdle();
    const folder = libraryFolder(name);
    // One that was fetched anew has its old name.
    const { ino, mtimeMs } = statSync(folder);
    const version = `${folder}:${ino}:${mtimeMs}`;
    if (this.#opened?.version !== version) {
      this.#opened?.close();
      this.#opened = new OpenedModel(folder, version);
    }
    return this.#opened;
  }
}

class OpenedModel {
  readonly version: string;
  readonly #folder: string;
  readonly #halves = new Map<HalfName, HalfProcess>();
  readonly #queue = new EncodingQueue((picture, signal) => this.#encode(picture, signal));
  /** Keys of what the decoder keeps. */
  #kept: ReadonlySet<string> = new Set();

  constructor(folder: string, version: string) {
    this.#folder = folder;
    this.version = version;
  }

  get isBusy(): boolean {
    return this.#queue.isBusy;
  }

  async prepare(picture: PictureToSegment, signal: AbortSignal): Promise<void> {
    // It may have died since, with all that it kept.
    await this.#half('decoder');
    if (!this.#kept.has(picture.key)) await this.#queue.wait(picture, signal);
  }

  async segment(picture: PictureToSegment, prompts: Prompts, signal: AbortSignal): Promise<FoundSegment> {
    await this.prepare(picture, signal);
    const decoder = await this.#half('decoder');
    return decoder.ask('segment', { key: picture.key, prompts });
  }

  close(): void {
    this.#queue.close();
    for (const process of this.#halves.values()) process.stop();
    this.#halves.clear();
  }

  async #encode({ key, file, size }: PictureToSegment, signal: AbortSignal): Promise<void> {
    const [encoder, decoder] = await Promise.all([this.#half('encoder'), this.#half('decoder')]);
    const stop = (): void => encoder.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      const embedding = await encoder.ask('encode', { file, size });
      this.#kept = new Set(await decoder.ask('keep', { key, size, embedding }));
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Opens it where it is not open, or no longer. */
  #half(half: HalfName): Promise<HalfProcess> {
    const known = this.#halves.get(half);
    if (known?.isAlive === true) return known.opened;
    if (half === 'decoder') this.#kept = new Set();
    const threads = half === 'encoder' ? defaultThreads() : Math.min(decoderThreads, defaultThreads());
    const process = new HalfProcess({ folder: this.#folder, half, threads });
    this.#halves.set(half, process);
    return process.opened;
  }
}
