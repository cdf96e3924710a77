import type { BoundingBox } from '../masks/index.ts';
import type { Point } from '../masks/edit/index.ts';
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
  const { box: boxes, needsPadding, mostPoints } = layouts[layout];
  const corners = box !== undefined && boxes === 'corners' ? cornersOf(box) : [];
  const points = [...corners, ...clicksOf(clicks.slice(-(mostPoints - corners.length)))];
  if (box !== undefined && boxes === 'none' && !clicks.some(({ positive }) => positive))
    points.push({ x: box.x + box.width / 2, y: box.y + box.height / 2, label: label.positive });
  const places = points.map((point) => toSquare(point, frame));
  const padding = needsPadding && box === undefined;
  return {
    coordinates: [...places.flatMap(({ x, y }) => [x, y]), ...(padding ? [0, 0] : [])],
    labels: [...points.map((point) => point.label), ...(padding ? [label.none] : [])],
  };
}

/** [x, y, x, y] of two opposite corners in pixels of the square, for a layout that takes a box by itself; empty without one. */
export function listBox({ box }: Pick<Prompts, 'box'>, frame: Frame): number[] {
  return box === undefined
    ? []
    : cornersOf(box)
        .map((corner) => toSquare(corner, frame))
        .flatMap(({ x, y }) => [x, y]);
}

interface LabelledPoint extends Point {
  readonly label: number;
}

const clicksOf = (clicks: Prompts['clicks']): LabelledPoint[] =>
  clicks.map(({ x, y, positive }) => ({ x, y, label: positive ? label.positive : label.negative }));

const cornersOf = ({ x, y, width, height }: BoundingBox): LabelledPoint[] => [
  { x, y, label: label.topLeft },
  { x: x + width, y: y + height, label: label.bottomRight },
];
