import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

import { TagmaskError } from '../../models/errors.ts';
import type { ErrorKind } from '../../models/errors.ts';
import type { ApiError } from '../services/types.ts';

const statusOfKind = {
  input: 400,
  refused: 403,
  missing: 404,
  conflict: 409,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const body = (code: string, message: string): ApiError => ({ error: { code, message } });

/** Every error leaves as `{error: {code, message}}`; one that is our fault leaves without its stack and paths, which go to `log`. */
export const answerError =
  (log: (error: unknown) => void): ErrorHandler =>
  (error, context) => {
    if (error instanceof TagmaskError && error.kind !== 'internal') {
      return context.json(body(error.code, error.message), statusOfKind[error.kind]);
    }
    if (error instanceof HTTPException && error.status < 500) {
      return context.json(
        body('bad-request', `${error.message}: send what docs/architecture.md describes.`),
        error.status,
      );
    }
    log(error);
    return context.json(
      body('internal', 'Something inside Tagmask failed; its log says what. Nothing was decided: try again.'),
      500,
    );
  };

export const answerNotFound: NotFoundHandler = (context) =>
  context.json(
    body('no-such-address', `There is nothing at ${context.req.method} ${context.req.path}.`),
    404,
  );
