import type { EngineEvent } from './types.ts';

export type EventListener = (event: EngineEvent) => void;

/** What has happened in the engine, told to whoever listens now; nothing is kept for later. */
export class EventBus {
  readonly #listeners = new Set<EventListener>();

  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
