import type { Bitmap } from '../types.ts';

/** A distance that is larger than any radius. */
const far = 65_535;

/**
 * Every pixel whose centre is at most `radius` pixels from the centre of one in the mask. In O(pixels): down each column the distance to the
 * nearest pixel of the mask, and along each row a stretch about every column, as wide as a disc is at that distance.
 */
export function dilate(bitmap: Bitmap, radius: number): Bitmap {
  return spread(bitmap, radius, 1);
}

/**
 * Every pixel of the mask that is more than `radius` pixels from all that are outside of it, centre to centre. The mask is taken to go on beyond
 * the picture's border: an object that the border cuts off is not taken away from it.
 */
export function erode(bitmap: Bitmap, radius: number): Bitmap {
  const { data } = spread(bitmap, radius, 0);
  return { ...bitmap, data: data.map((value) => 1 - value) };
}

/** 1 for all that is within the radius of a pixel inside (`of` is 1) or outside (0). */
function spread(bitmap: Bitmap, radius: number, of: 0 | 1): Bitmap {
  const { width, height } = bitmap;
  const data = new Uint8Array(width * height);
  const distances = distancesDown(bitmap, of);
  const halves = halvesOfDisc(radius > 0 ? Math.min(radius, width + height, far - 1) : 0);
  const changes = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    changes.fill(0);
    for (let x = 0; x < width; x++) {
      const half = halves[distances[y * width + x] ?? 0];
      if (half === undefined) continue;
      const [from, to] = [Math.max(0, x - half), Math.min(width, x + half + 1)];
      changes[from] = (changes[from] ?? 0) + 1;
      changes[to] = (changes[to] ?? 0) - 1;
    }
    let depth = 0;
    for (let x = 0; x < width; x++) {
      depth += changes[x] ?? 0;
      if (depth > 0) data[y * width + x] = 1;
    }
  }
  return { width, height, data };
}

/** How far a disc reaches to either side, by the distance of the row from its centre; it has no rows beyond its radius. */
const halvesOfDisc = (radius: number): number[] =>
  Array.from({ length: Math.floor(radius) + 1 }, (_, away) => reachOf(radius, away));

/** The largest whole n with n² + away² ≤ radius², whatever the root is rounded to. */
function reachOf(radius: number, away: number): number {
  const rest = radius * radius - away * away;
  const guess = Math.floor(Math.sqrt(rest));
  return (guess + 1) * (guess + 1) <= rest ? guess + 1 : guess;
}

/** For each pixel the distance up or down to the nearest one of the kind; `far` where its column has none. */
function distancesDown({ width, height, data }: Bitmap, of: 0 | 1): Uint16Array {
  const distances = new Uint16Array(width * height);
  const isOfKind = (at: number): boolean => (data[at] !== 0) === (of === 1);
  for (let at = 0; at < data.length; at++) {
    const above = at < width ? far : (distances[at - width] ?? far);
    distances[at] = isOfKind(at) ? 0 : Math.min(far, above + 1);
  }
  for (let at = data.length - width - 1; at >= 0; at--) {
    distances[at] = Math.min(distances[at] ?? far, (distances[at + width] ?? far) + 1);
  }
  return distances;
}
