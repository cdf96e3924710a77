import type { ChildProcess } from 'node:child_process';

import { TagmaskError } from '../../models/errors.ts';

import { takeInferenceProcess } from './inference-process.ts';
import type {
  FromInference,
  InferenceError,
  InferenceInit,
  InferenceUnit,
  PictureScores,
  ToInference,
} from './prelabel-protocol.ts';

/** The process is gone, and with it what it had in hand. */
export class WorkerGoneError extends TagmaskError {
  /** The signal or the exit code. */
  readonly how: string;

  constructor(how: string) {
    super(
      'internal',
      'inference-process-died',
      `The inference process ended unexpectedly (${how}). Try again.`,
    );
    this.how = how;
  }
}

/** The process is well and says why this picture has no scores. */
export class PictureError extends TagmaskError {
  constructor({ code, message }: InferenceError) {
    super('input', code, message);
  }
}

interface Waiting {
  resolve(scores: PictureScores): void;
  reject(error: Error): void;
}

/** The engine's end of one inference process. */
export class InferenceWorker {
  /** What the model really runs on. */
  readonly device: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #gone: WorkerGoneError | undefined;

  private constructor(child: ChildProcess, device: string) {
    this.#child = child;
    this.device = device;
    child.on('message', (message: FromInference) => this.#answer(message));
    child.once('exit', (code, signal) => this.#end(new WorkerGoneError(signal ?? `exit code ${code}`)));
    child.on('error', (error) => this.#end(new WorkerGoneError(error.message)));
  }

  /** Starts a process and loads the model; throws the process's own sentence where it cannot. */
  static async start(init: InferenceInit, signal: AbortSignal): Promise<InferenceWorker> {
    const child = takeInferenceProcess();
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      return new InferenceWorker(child, await loadModel(child, init));
    } catch (error) {
      stop();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  get alive(): boolean {
    return this.#gone === undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rejects with the picture's error, or with WorkerGoneError. */
  score(unit: InferenceUnit): Promise<PictureScores> {
    if (this.#gone) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#waiting.set(unit.pictureId, { resolve, reject });
      send(this.#child, { type: 'unit', unit });
    });
  }

  /** The process keeps nothing that is worth waiting for. */
  async stop(): Promise<void> {
    if (this.#gone) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }

  #answer(message: FromInference): void {
    if (message.type !== 'scored' && message.type !== 'failed') return;
    const waiting = this.#waiting.get(message.pictureId);
    this.#waiting.delete(message.pictureId);
    if (message.type === 'scored') waiting?.resolve(message.scores);
    else waiting?.reject(new PictureError(message.error));
  }

  #end(error: WorkerGoneError): void {
    this.#gone ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}

/** A failed send is the process's death, which its `exit` event reports. */
function send(child: ChildProcess, message: ToInference): void {
  child.send(message, () => undefined);
}

function loadModel(child: ChildProcess, init: InferenceInit): Promise<string> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null, signal: string | null) =>
      settle(() => reject(new WorkerGoneError(signal ?? `exit code ${code}`)));
    const failed = (error: Error) => settle(() => reject(new WorkerGoneError(error.message)));
    const heard = (message: FromInference) => {
      if (message.type === 'ready') settle(() => resolve(message.device));
      if (message.type === 'refused')
        settle(() => reject(new TagmaskError('unavailable', message.error.code, message.error.message)));
    };
    const settle = (end: () => void) => {
      child.off('exit', gone).off('error', failed).off('message', heard);
      end();
    };
    child.on('exit', gone).on('error', failed).on('message', heard);
    send(child, { type: 'init', init });
  });
}
