import type { ChildProcess } from 'node:child_process';

import { TagmaskError } from '../../../models/errors.ts';
import { errorOf, startProcess } from '../worker-thread.ts';
import type { CallName, FromHalf, HalfCalls, HalfToOpen, ToHalf } from './protocol.ts';

/** The engine's end of the process in which one half of a model runs: a crash there takes nothing else along, and killing it ends what it works at. */
export class HalfProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<FromHalf>>();
  readonly #signal: 'SIGTERM' | 'SIGKILL';
  #asked = 0;
  #gone: TagmaskError | null = null;

  /** Resolves with this once its half is open. @throws TagmaskError as `findModelFiles`; `model-does-not-start` */
  readonly opened: Promise<HalfProcess>;

  constructor(half: HalfToOpen) {
    this.#child = startProcess('segment');
    // A decoder has to end its encoder; an encoder hears of nothing while it computes.
    this.#signal = half.half === 'decoder' ? 'SIGTERM' : 'SIGKILL';
    this.#child.on('message', (answer: FromHalf) => this.#hear(answer));
    this.#child.once('exit', (code, signal) => this.#end(signal ?? `exit code ${code}`));
    this.#child.on('error', ({ message }) => this.#end(message));
    // It ends with the engine and does not keep it alive.
    this.#child.unref();
    this.#child.channel?.unref();
    this.opened = this.#open(half);
  }

  get isAlive(): boolean {
    return this.#gone === null;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rejects with the process's own error, or with `clicking-died` once it is gone. */
  async ask<Name extends CallName>(
    call: Name,
    asks: HalfCalls[Name]['asks'],
  ): Promise<HalfCalls[Name]['answers']> {
    if (this.#gone !== null) throw this.#gone;
    const id = (this.#asked += 1);
    const waiting = Promise.withResolvers<FromHalf>();
    this.#waiting.set(id, waiting);
    // A failed send is the process's death, which its `exit` event reports.
    this.#child.send({ id, call, asks } as ToHalf, () => undefined);
    const answer = await waiting.promise;
    if ('failure' in answer) throw errorOf(answer.failure);
    return answer.answer;
  }

  async #open(half: HalfToOpen): Promise<this> {
    try {
      await this.ask('open', half);
      return this;
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /** It keeps nothing that is worth waiting for. */
  stop(): void {
    this.#child.kill(this.#signal);
    this.#end('stopped');
  }

  #hear(answer: FromHalf): void {
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
  }

  #end(how: string): void {
    this.#gone ??= new TagmaskError(
      'unavailable',
      'clicking-died',
      `The process of the model for clicking ended unexpectedly (${how}): try again, or choose a smaller model.`,
    );
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}
