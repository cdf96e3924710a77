import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, fit for an address and a cookie. */
export const makeSecret = (): string => randomBytes(32).toString('base64url');

/** Hashing first gives both the same length, and the comparison takes as long for a near miss as for a far one. */
export function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
