/** A plot as a list of marks: the window draws them in its theme, a file has them in colours of its own. */

/** In the order in which they are drawn: the method's own scoring on top. */
export const series = ['image', 'text', 'image_text', 'pixel'] as const;
export type Series = (typeof series)[number];
/** What a mark means; colours are the theme's affair. */
export type Tone = 'grid' | 'axis' | 'label' | 'quiet' | 'band' | 'paper' | Series;

export type Mark =
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly tone: Tone;
      readonly width: number;
      readonly dash?: string;
    }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly tone: Tone;
    }
  | {
      readonly kind: 'dot';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly tone: Tone;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly tone: Tone;
      readonly anchor?: Anchor;
      readonly turned?: boolean;
      /** Keeps clear of the lines below it. */
      readonly halo?: boolean;
    };

export type Anchor = 'start' | 'middle' | 'end';
/** In pixels of the plot, y down. */
export type Point = readonly [x: number, y: number];

export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** Told apart without colour, too. */
export const dashes: Readonly<Record<Series, string>> = {
  pixel: '',
  image: '7 4',
  text: '2 3',
  image_text: '9 3 2 3',
};

/** Where the unit square lies in a plot. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** From shares (0…1, y up) to pixels of the plot. */
export const placeIn =
  ({ left, top, width, height }: Frame) =>
  (x: number, y: number): Point => [round(left + x * width), round(top + (1 - y) * height)];

/** A hundredth of a pixel is finer than any screen, and keeps files short. */
export const round = (value: number): number => Math.round(value * 100) / 100;

export interface AxisWords {
  readonly x: string;
  readonly y: string;
  /** A share as it stands at a tick. */
  readonly tick: (share: number) => string;
}

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Grid, ticks and names of both axes of the unit square. */
export function drawAxes(frame: Frame, { x, y, tick }: AxisWords): Mark[] {
  const place = placeIn(frame);
  const bottom = frame.top + frame.height;
  const grid = ticks.flatMap((at): Mark[] => [
    { kind: 'line', points: [place(at, 0), place(at, 1)], tone: 'grid', width: 1 },
    { kind: 'line', points: [place(0, at), place(1, at)], tone: 'grid', width: 1 },
  ]);
  const numbers = ticks.flatMap((at): Mark[] => [
    { kind: 'text', x: place(at, 0)[0], y: bottom + 17, text: tick(at), tone: 'quiet', anchor: 'middle' },
    { kind: 'text', x: frame.left - 8, y: place(0, at)[1] + 4, text: tick(at), tone: 'quiet', anchor: 'end' },
  ]);
  return [
    ...grid,
    { kind: 'line', points: [place(0, 1), place(0, 0), place(1, 0)], tone: 'axis', width: 1 },
    ...numbers,
    {
      kind: 'text',
      x: round(frame.left + frame.width / 2),
      y: bottom + 38,
      text: x,
      tone: 'label',
      anchor: 'middle',
    },
    {
      kind: 'text',
      x: 13,
      y: round(frame.top + frame.height / 2),
      text: y,
      tone: 'label',
      anchor: 'middle',
      turned: true,
    },
  ];
}

/** About how wide a text is in pixels: a plot is drawn without asking a font. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) > 0x2e00 ? 12 : 7), 0);
