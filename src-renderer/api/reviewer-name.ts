import type { Fetch } from './client.ts';

const KEY = 'tagmask.reviewer';

/**
 * Who decides in this window. Kept for as long as the window is open, so that two windows side by side can be two
 * people; the engine remembers the last name for the windows to come.
 */
export class ReviewerName {
  readonly #storage: Storage | null;
  #name: string | null;

  /** `null` keeps the name until the page is left. */
  constructor(storage: Storage | null) {
    this.#storage = storage;
    this.#name = storage?.getItem(KEY) ?? null;
  }

  set(name: string): void {
    this.#name = name;
    this.#storage?.setItem(KEY, name);
  }

  /** Names the reviewer in each request that `send` makes. */
  stampOn(send: Fetch): Fetch {
    return (input, init) => {
      if (this.#name === null) return send(input, init);
      const headers = new Headers(init?.headers);
      headers.set('x-tagmask-reviewer', encodeURIComponent(this.#name));
      return send(input, { ...init, headers });
    };
  }
}

/** The window's own storage; null where the person has switched storage off. */
export function windowStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
