import { shareOut, type Claim } from './compete.ts';
import { fillRows } from './edges.ts';
import { areaOf } from './measure.ts';
import type { Rle, Size } from './types.ts';

/** What a pixel of a mask is called in a label map: a whole number from 1. */
interface Labelled {
  readonly label: number;
}

export interface LabelLayers {
  /** Where nobody has said what is there: below everything. */
  readonly ignored: readonly Rle[];
  /** Cut from heat maps: they share their pixels out (`shareOut`). */
  readonly cut: readonly (Claim & Labelled)[];
  /** Drawn by a person, or brought by a file: above what was cut; among them the smaller lies on top, of equals the later. */
  readonly drawn: readonly (Labelled & { readonly mask: Rle })[];
}

/** One label a pixel [height·width], row by row: 0 where there is nothing, `ignore` where nobody knows. */
export function paintLabels(
  { ignored, cut, drawn }: LabelLayers,
  { size, ignore }: { readonly size: Size; readonly ignore: number },
): Uint16Array {
  const labels = shareOut(cut, size);
  const labelOf = Uint16Array.of(0, ...cut.map(({ label }) => label));
  for (let at = 0; at < labels.length; at++) labels[at] = labelOf[labels[at] ?? 0] ?? 0;
  const fromLarge = drawn.map((layer) => ({ ...layer, area: areaOf(layer.mask) }));
  fromLarge.sort((a, b) => b.area - a.area);
  for (const { mask, label } of fromLarge) fillRows(mask, labels, label);
  for (const mask of ignored) fillFree(mask, labels, ignore);
  return labels;
}

/** Only where nothing is yet. */
function fillFree({ width, height, runs }: Rle, labels: Uint16Array, label: number): void {
  let position = 0;
  for (const [index, run] of runs.entries()) {
    const end = position + run;
    for (; index % 2 === 1 && position < end; position++) {
      const at = (position % height) * width + Math.floor(position / height);
      if (labels[at] === 0) labels[at] = label;
    }
    position = end;
  }
}
