import { createHash } from 'node:crypto';

export { createUniform } from './uniform.ts';

/**
 * A seed for one use of a seed ("epoch 3", a tensor's name), so that no use depends on how much the others have drawn. Hashed, because
 * neighbouring seeds of mulberry32 may walk through the same sequence.
 */
export const deriveSeed = (seed: number, use: string): number =>
  createHash('sha256').update(`${seed}/${use}`).digest().readUInt32LE(0);
