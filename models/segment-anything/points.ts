import { toSquare, type Frame } from './frame.ts';
import { layouts, type LayoutName } from './layouts.ts';
import type { Prompts } from './types.ts';

/** What the labels of points mean. */
const label = { negative: 0, positive: 1, topLeft: 2, bottomRight: 3, none: -1 } as const;

export interface LabelledPoints {
  /** [n, 2], x before y, in pixels of the square. */
  readonly coordinates: readonly number[];
  /** [n] */
  readonly labels: readonly number[];
}

/** Clicks and box as the decoder of a layout takes them. A layout without boxes gets the box's middle where nothing else is clicked. */
export function listPoints(
  { clicks, box }: Omit<Prompts, 'hint'>,
  frame: Frame,
  layout: LayoutName,
): LabelledPoints {
  const { takesBox, needsPadding } = layouts[layout];
  const coordinates: number[] = [];
  const labels: number[] = [];
  const add = (x: number, y: number, meaning: number): void => {
    const place = toSquare({ x, y }, frame);
    coordinates.push(place.x, place.y);
    labels.push(meaning);
  };
  if (box !== undefined && takesBox) {
    add(box.x, box.y, label.topLeft);
    add(box.x + box.width, box.y + box.height, label.bottomRight);
  }
  for (const { x, y, positive } of clicks) add(x, y, positive ? label.positive : label.negative);
  if (box !== undefined && !takesBox && !clicks.some(({ positive }) => positive))
    add(box.x + box.width / 2, box.y + box.height / 2, label.positive);
  if (needsPadding && box === undefined) {
    coordinates.push(0, 0);
    labels.push(label.none);
  }
  return { coordinates, labels };
}
