import { zValidator } from '@hono/zod-validator';
import type { ValidationTargets } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';

import { TagmaskError } from '../../models/errors.ts';

/** Lets a request in only where `schema` accepts that part of it; else a 400 whose sentence names the field. */
export const validate = <Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) =>
  zValidator(target, schema, (result) => {
    if (!result.success) throw new TagmaskError('input', 'bad-request', sentenceOf(result.error.issues));
  });

/**
 * The validator takes any other body for an empty object, and a foreign page may send text/plain without asking first
 * (a "simple request").
 */
export const onlyJsonBodies = createMiddleware(async (c, next) => {
  const length = c.req.header('content-length') ?? '0';
  const hasBody = length !== '0' || c.req.header('transfer-encoding') !== undefined;
  if (hasBody && !/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new TagmaskError(
      'input',
      'not-json',
      'The request is not JSON: send it with the content type application/json.',
    );
  }
  await next();
});

/** An id or a count as it comes in an address. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'a whole number is needed')
  .transform(Number);

export const idInPath = z.object({ id: wholeNumber });

function sentenceOf(issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues;
  if (first === undefined) return 'The request is not valid.';
  const field = first.path.map(String).join('.');
  return `The request is not valid${field === '' ? '' : ` at "${field}"`}: ${first.message}.`;
}
