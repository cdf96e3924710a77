/** What a worker of one answer a question gets and says. */
export interface Question<Asked> {
  readonly id: number;
  readonly asked: Asked;
}
export type Answer<Said> =
  { readonly id: number; readonly said: Said } | { readonly id: number; readonly error: string };

/** Questions to a worker that is started by the first of them. */
export class WorkerCalls<Asked, Said> {
  readonly #start: () => Worker;
  #worker: Worker | null = null;
  #last = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<Said>>();

  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** What is in `moved` is gone here until the answer brings it back. Rejects where the worker fails. */
  ask(asked: Asked, moved: Transferable[] = []): Promise<Said> {
    const worker = (this.#worker ??= this.#begin());
    const id = (this.#last += 1);
    const answer = Promise.withResolvers<Said>();
    this.#waiting.set(id, answer);
    worker.postMessage({ id, asked } satisfies Question<Asked>, moved);
    return answer.promise;
  }

  #begin(): Worker {
    const worker = this.#start();
    worker.addEventListener('message', ({ data }: MessageEvent<Answer<Said>>) => {
      const answer = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('said' in data) answer?.resolve(data.said);
      else answer?.reject(new Error(data.error));
    });
    worker.addEventListener('error', ({ message }) => this.#fail(message));
    return worker;
  }

  /** The next one who asks starts another. */
  #fail(why: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const answer of this.#waiting.values()) answer.reject(new Error(why));
    this.#waiting.clear();
  }
}
