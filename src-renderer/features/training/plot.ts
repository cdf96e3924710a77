/** Lines over steps as the paths of an SVG. Everything here is a pure function of the numbers. */

export interface PlotPoint {
  readonly step: number;
  readonly value: number;
}

export interface PlotArea {
  /** The whole picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** What the scales' texts need at the left, and at the foot. */
  readonly left: number;
  readonly bottom: number;
}

export interface Scales {
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

const [top, right] = [8, 12];

/** Round numbers from 0 to at least `most`, about `count` of them. */
export function roundTicks(most: number, count: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stride = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const ticks = Math.ceil(most / stride - 1e-9);
  return Array.from({ length: ticks + 1 }, (_, index) => Number((index * stride).toPrecision(12)));
}

/** Steps end where the training does; values at the next round number. */
export function makeScales(area: PlotArea, { steps, most }: { steps: number; most: number }): Scales {
  const yTicks = roundTicks(most, 4);
  const highest = yTicks.at(-1) ?? 1;
  const [wide, high] = [area.width - area.left - right, area.height - area.bottom - top];
  return {
    x: (step) => area.left + (step / Math.max(1, steps)) * wide,
    y: (value) => top + (1 - value / highest) * high,
    xTicks: roundTicks(steps, 5).filter((tick) => tick <= steps),
    yTicks,
  };
}

/** At most so many points, each the mean of its neighbours, at their last step. */
export function thin(points: readonly PlotPoint[], most: number): PlotPoint[] {
  const known = points.filter(({ value }) => Number.isFinite(value));
  const each = Math.max(1, Math.ceil(known.length / most));
  const groups = Math.ceil(known.length / each);
  return Array.from({ length: groups }, (_, group) => {
    const part = known.slice(group * each, (group + 1) * each);
    const value = part.reduce((sum, point) => sum + point.value, 0) / part.length;
    return { step: part.at(-1)?.step ?? 0, value };
  });
}

/** `M x y L x y…`; empty without points. */
export function linePath(points: readonly PlotPoint[], { x, y }: Pick<Scales, 'x' | 'y'>): string {
  return points
    .map(({ step, value }, index) => `${index === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(value).toFixed(1)}`)
    .join(' ');
}

export const mostOf = (lines: readonly (readonly PlotPoint[])[]): number =>
  lines.flat().reduce((most, { value }) => Math.max(most, value), 0);
