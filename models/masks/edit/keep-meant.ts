import { floodFrom } from './flood.ts';
import type { Seeds } from './seeds.ts';
import type { WorkingPicture } from './working-picture.ts';

/** Takes the object's belief from the parts that nothing has asked for: those without a click, or else the small ones. */
export function keepMeant(
  belief: Float32Array,
  working: WorkingPicture,
  { positive, first }: Seeds & { readonly first: Float32Array },
): void {
  const kept = new Uint8Array(belief.length);
  const seen = new Uint8Array(belief.length);
  const parts: { readonly cells: readonly number[]; readonly weight: number }[] = [];
  const starts = positive.length > 0 ? positive : [...belief.keys()];
  for (const start of starts) {
    if (seen[start] !== 0 || (belief[start] ?? 0) < 0.5) continue;
    const place = { x: start % working.width, y: Math.floor(start / working.width) };
    const spans = floodFrom(working, place, { belongs: (at) => (belief[at] ?? 0) >= 0.5, diagonal: true });
    const cells = spans.flatMap(({ y, from, to }) =>
      Array.from({ length: to - from }, (_, x) => y * working.width + from + x),
    );
    for (const at of cells) seen[at] = 1;
    parts.push({ cells, weight: cells.reduce((sum, at) => sum + (first[at] ?? 0), 0) });
  }
  const heaviest = parts.reduce((most, { weight }) => Math.max(most, weight), 0);
  for (const { cells, weight } of parts) {
    if (positive.length === 0 && weight < heaviest / 4) continue;
    for (const at of cells) kept[at] = 1;
  }
  for (const at of belief.keys()) if (kept[at] === 0) belief[at] = Math.min(belief[at] ?? 0, 0.49);
}
