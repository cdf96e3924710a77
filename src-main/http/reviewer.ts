import { createMiddleware } from 'hono/factory';

import { TagmaskError } from '../../models/errors.ts';
import { cleanReviewer } from '../services/reviewer-name.ts';
import type { AppEnv } from './context.ts';

/** `x-tagmask-reviewer` is percent-encoded UTF-8, since a header cannot carry most of the world's names. */
export const nameReviewer = (fallback: () => string) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const header = c.req.header('x-tagmask-reviewer');
    c.set('reviewer', header === undefined ? fallback() : decodeName(header));
    await next();
  });

function decodeName(header: string): string {
  const name = cleanReviewer(decode(header) ?? '');
  if (name !== null) return name;
  throw new TagmaskError(
    'input',
    'bad-reviewer',
    'The header x-tagmask-reviewer is no name: send 1 to 100 characters, percent-encoded as UTF-8.',
  );
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
