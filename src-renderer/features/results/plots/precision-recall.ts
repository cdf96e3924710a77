import type { TauPoint } from '../../../../src-main/services/evaluation/evaluation-types.ts';
import {
  dashes,
  drawAxes,
  placeIn,
  widthOf,
  type AxisWords,
  type Frame,
  type Mark,
  type Plot,
  type Point,
  type Series,
} from './plot.ts';

export interface Curve {
  readonly series: Series;
  readonly name: string;
  /** In the order of τ. */
  readonly points: readonly TauPoint[];
}

export interface MarkedPoint {
  readonly label: string;
  readonly point: TauPoint;
}

const size = { width: 460, height: 380 } as const;
const frame: Frame = { left: 54, top: 14, width: 392, height: 288 };
const legendTop = frame.top + frame.height + 62;

/** Recall to the right, precision upwards, a line a method; a point says where the τ lies that is looked at. */
export function drawPrecisionRecall(
  curves: readonly Curve[],
  marked: MarkedPoint | null,
  axes: AxisWords,
): Plot {
  const place = placeIn(frame);
  const lines = curves.flatMap(({ series, points }): Mark[] => {
    const at = pointsOf(points, place);
    return at.length === 0
      ? []
      : [{ kind: 'line', points: at, tone: series, width: 2, dash: dashes[series] }];
  });
  const marks = [...drawAxes(frame, axes), ...lines, ...drawMarked(marked, place), ...drawLegend(curves)];
  return { ...size, marks };
}

/** Where nothing is chosen there is no precision, and no point. */
function pointsOf(points: readonly TauPoint[], place: (x: number, y: number) => Point): Point[] {
  return points.flatMap(({ precision, recall }) => (precision === null ? [] : [place(recall, precision)]));
}

function drawMarked(marked: MarkedPoint | null, place: (x: number, y: number) => Point): Mark[] {
  if (marked === null || marked.point.precision === null) return [];
  const [x, y] = place(marked.point.recall, marked.point.precision);
  const isLeft = marked.point.recall < 0.5;
  return [
    { kind: 'dot', x, y, radius: 6, tone: 'paper' },
    { kind: 'dot', x, y, radius: 5, tone: 'pixel' },
    {
      kind: 'text',
      x: isLeft ? x + 11 : x - 11,
      y: y + (marked.point.precision > 0.9 ? 18 : -9),
      text: marked.label,
      halo: true,
      tone: 'label',
      anchor: isLeft ? 'start' : 'end',
    },
  ];
}

function drawLegend(curves: readonly Curve[]): Mark[] {
  let right = frame.left;
  return curves.flatMap(({ series, name }): Mark[] => {
    const x = right;
    right += 30 + widthOf(name) + 16;
    const sample: Point[] = [
      [x, legendTop],
      [x + 24, legendTop],
    ];
    return [
      { kind: 'line', points: sample, tone: series, width: 2, dash: dashes[series] },
      { kind: 'text', x: x + 30, y: legendTop + 4, text: name, tone: 'label' },
    ];
  });
}
