/** Okabe and Ito's colours, told apart with any kind of colour vision; black is left out, pictures hold enough of it. */
const COLOURS = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#cc79a7', '#d55e00', '#0072b2'] as const;

const PATTERNS = ['rising', 'dots', 'falling', 'grid', 'level', 'rings'] as const;

export type PatternName = (typeof PATTERNS)[number];

export interface TagStyle {
  /** #rrggbb */
  readonly colour: string;
  readonly pattern: PatternName;
}

/** Seven colours and six patterns have no common factor, so that many tags pass before a pair returns. */
export const stylesInAll = COLOURS.length * PATTERNS.length;

const styles: readonly TagStyle[] = Array.from({ length: stylesInAll }, (_, index) => ({
  colour: COLOURS[index % COLOURS.length] ?? COLOURS[0],
  pattern: PATTERNS[index % PATTERNS.length] ?? PATTERNS[0],
}));

/** The look of a picture's tag number `index`; the same object each time, so that what shows it is not drawn anew. */
export const styleOfTag = (index: number): TagStyle =>
  styles[index % stylesInAll] ?? { colour: COLOURS[0], pattern: PATTERNS[0] };

/** The side of a pattern's tile, in screen pixels, so that it looks the same at every zoom. */
export const PATTERN_TILE_PX = 10;

const DRAW: Record<PatternName, (context: OffscreenCanvasRenderingContext2D, side: number) => void> = {
  rising: (context, side) => {
    lines(context, [0, side, side, 0], [-1, 1, 1, -1], [side - 1, side + 1, side + 1, side - 1]);
  },
  falling: (context, side) => {
    lines(context, [0, 0, side, side], [-1, side - 1, 1, side + 1], [side - 1, -1, side + 1, 1]);
  },
  level: (context, side) => {
    lines(context, [0, side / 2, side, side / 2]);
  },
  grid: (context, side) => {
    lines(context, [0, side / 2, side, side / 2], [side / 2, 0, side / 2, side]);
  },
  dots: (context, side) => {
    context.beginPath();
    context.arc(side / 2, side / 2, side / 6, 0, 2 * Math.PI);
    context.fill();
  },
  rings: (context, side) => {
    context.beginPath();
    context.arc(side / 2, side / 2, side / 4, 0, 2 * Math.PI);
    context.stroke();
  },
};

const tiles = new Map<string, OffscreenCanvas>();

/** One tile of a pattern in the tag's colour, for `createPattern`, drawn once. `ratio` is device pixels a CSS pixel. */
export function patternTile(style: TagStyle, ratio: number): OffscreenCanvas {
  const key = `${style.colour} ${style.pattern} ${ratio}`;
  const tile = tiles.get(key) ?? drawTile(style, ratio);
  tiles.set(key, tile);
  return tile;
}

function drawTile(style: TagStyle, ratio: number): OffscreenCanvas {
  const side = Math.round(PATTERN_TILE_PX * ratio);
  const tile = new OffscreenCanvas(side, side);
  const context = tile.getContext('2d');
  if (context === null) return tile;
  context.strokeStyle = style.colour;
  context.fillStyle = style.colour;
  context.lineWidth = 1.4 * ratio;
  DRAW[style.pattern](context, side);
  return tile;
}

type Line = readonly [x1: number, y1: number, x2: number, y2: number];

function lines(context: OffscreenCanvasRenderingContext2D, ...segments: readonly Line[]): void {
  context.beginPath();
  for (const [x1, y1, x2, y2] of segments) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.stroke();
}
