import { setTimeout as sleep } from 'node:timers/promises';

import { TagmaskError } from '../../../models/errors.ts';

/** Attempts in a row that bring nothing new. */
const attempts = 5;
const firstPauseMs = 1000;
/** A server that wants to be left alone for longer than this is not waited for. */
const longestPauseMs = 5 * 60_000;

/** What may go better in a moment. */
export class TransientError extends TagmaskError {
  /** How long the server has asked to be left alone; null where it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterMs?: number | null } = {}) {
    super('unavailable', 'download-failed', message, options);
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** A number that grows whenever something was gained: a download that gets further is not given up. */
  readonly gained: () => number;
  /** Told before each pause. */
  readonly onPause: (pauseMs: number, why: string) => void;
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** Repeats `attempt` after a TransientError, with growing pauses or as long as the server asks for. Any other error ends it. */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, gained, onPause, pause = pauseFor } = options;
  let before = gained();
  for (let failures = 0; ;) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TransientError)) throw error;
      failures = gained() > before ? 1 : failures + 1;
      before = gained();
      if (failures >= attempts || (error.retryAfterMs ?? 0) > longestPauseMs) throw error;
      const pauseMs = error.retryAfterMs ?? firstPauseMs * 2 ** (failures - 1);
      onPause(pauseMs, error.message);
      await pause(pauseMs, signal);
    }
  }
}

const pauseFor = async (ms: number, signal: AbortSignal): Promise<void> => {
  await sleep(ms, undefined, { signal });
};

/** `Retry-After` in milliseconds: seconds or a date. Null where there is none that can be read. */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
