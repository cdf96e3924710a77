/**
 * The length of all gradients together as one vector. In double precision the squares of float32 neither overflow nor vanish, so the
 * norm is a number exactly where every gradient is.
 */
export function globalNorm(gradients: Iterable<Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients)
    for (let index = 0; index < gradient.length; index++) sum += (gradient[index] ?? 0) ** 2;
  return Math.sqrt(sum);
}

/** What shortens gradients of this norm to `limit` (Pascanu et al. 2013, arXiv 1211.5063); 1 for shorter ones, and for no limit (null). */
export const clipFactor = (norm: number, limit: number | null): number =>
  limit === null || norm <= limit ? 1 : limit / norm;
