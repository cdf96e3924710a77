import { TagmaskError } from '../../models/errors.ts';
import type { ErrorKind } from '../../models/errors.ts';
import type { ApiError } from '../../src-main/services/types.ts';
import { words } from '../words.ts';

const KIND_OF_STATUS: Record<number, ErrorKind> = {
  400: 'input',
  401: 'refused',
  403: 'refused',
  404: 'missing',
  409: 'conflict',
  503: 'unavailable',
};

/** What the engine answered when it did not do what it was asked. */
export class EngineRefusal extends TagmaskError {
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(KIND_OF_STATUS[status] ?? 'internal', code, message);
    this.status = status;
  }
}

/** No answer came: the engine is starting, stopped, or out of reach. Nothing is known to have been done. */
export class EngineAway extends TagmaskError {
  constructor(options?: ErrorOptions) {
    super('unavailable', 'engine-away', words.engine.away, options);
  }
}

/** The engine was started anew and does not know this page: its verdicts wait until the new address has been opened. */
export class EngineLocked extends EngineAway {
  constructor() {
    super();
    this.message = words.engine.locked;
  }
}

const NO_TOKEN = 'no-token';

/** Gateways in front of the engine (the desktop's pipe, a proxy) answer so while it is away. */
const AWAY_STATUSES = new Set([502, 503, 504]);

/** Makes the error that belongs to an answer that is not ok. */
export async function readFailure(response: Pick<Response, 'status' | 'json'>): Promise<TagmaskError> {
  const body: unknown = await response.json().catch(() => null);
  if (isApiError(body) && body.error.code === NO_TOKEN) return new EngineLocked();
  if (isApiError(body)) return new EngineRefusal(response.status, body.error.code, body.error.message);
  if (AWAY_STATUSES.has(response.status)) return new EngineAway();
  return new EngineRefusal(response.status, 'unexpected-answer', words.engine.unexpected(response.status));
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isApiError(body: unknown): body is ApiError {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}
