import { statSync } from 'node:fs';

import type { EncodedMask, Size } from '../../../models/masks/index.ts';
import { defaultThreads } from '../../../models/runtime/onnx.ts';
import type { Prompts } from '../../../models/segment-anything/index.ts';
import { clickingModelName, libraryFolder } from '../model-library/library.ts';
import { EncodingQueue } from './encoding-queue.ts';
import { HalfProcess } from './half-process.ts';

export interface PictureToSegment {
  /** Another one means other pixels. */
  readonly key: string;
  readonly file: string;
  /** As it is displayed. */
  readonly size: Size;
}

export interface SegmentRequest {
  readonly picture: PictureToSegment;
  readonly prompts: Prompts;
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

  /** Of the decoder's process; undefined where there is none. */
  get pid(): number | undefined {
    return this.#opened?.pid;
  }

  /**
   * Has the encoder look at a picture where it has not. An abort ends that, unless somebody else waits for it.
   * @throws TagmaskError where the model or the picture cannot be used
   */
  async prepare(model: string, picture: PictureToSegment, signal: AbortSignal): Promise<void> {
    return this.#open(model).prepare(picture, signal);
  }

  /** @throws TagmaskError where the model or the picture cannot be used */
  async segment(model: string, request: SegmentRequest, signal: AbortSignal): Promise<FoundSegment> {
    return this.#open(model).segment(request, signal);
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
  readonly #queue = new EncodingQueue((picture, signal) => this.#encode(picture, signal));
  #process: HalfProcess | null = null;
  /** Keys of the pictures that the process keeps. */
  #kept: ReadonlySet<string> = new Set();

  constructor(folder: string, version: string) {
    this.#folder = folder;
    this.version = version;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get isBusy(): boolean {
    return this.#queue.isBusy;
  }

  async prepare(picture: PictureToSegment, signal: AbortSignal): Promise<void> {
    // It may have died since, with all that it kept.
    await this.#decoder();
    if (!this.#kept.has(picture.key)) await this.#queue.wait(picture, signal);
  }

  async segment({ picture, prompts }: SegmentRequest, signal: AbortSignal): Promise<FoundSegment> {
    await this.prepare(picture, signal);
    const decoder = await this.#decoder();
    return decoder.ask('segment', { key: picture.key, prompts });
  }

  close(): void {
    this.#queue.close();
    this.#process?.stop();
    this.#process = null;
  }

  async #encode(picture: PictureToSegment, signal: AbortSignal): Promise<void> {
    const decoder = await this.#decoder();
    // What is left to say of it, the call itself says.
    const stop = (): void => void decoder.ask('stop', null).catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (!signal.aborted) this.#kept = new Set(await decoder.ask('prepare', picture));
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Starts it where it has not been started, or is gone. */
  #decoder(): Promise<HalfProcess> {
    if (this.#process?.isAlive === true) return this.#process.opened;
    this.#kept = new Set();
    const threads = Math.min(decoderThreads, defaultThreads());
    this.#process = new HalfProcess({ folder: this.#folder, half: 'decoder', threads });
    return this.#process.opened;
  }
}
