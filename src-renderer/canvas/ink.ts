import type { MaskInk, Packed } from './compose-masks.ts';
import { packColour } from './paint.ts';
import { patternTile } from './palette.ts';
import type { PatternName, TagStyle } from './palette.ts';

export interface InkLook {
  /** 0…1, as the person has set it. */
  readonly opacity: number;
  readonly outlineOnly: boolean;
  /** Of the mask under edit, which stands out. */
  readonly edited: boolean;
}

/** How much of the opacity the plain part of a mask takes, and its pattern; the edges stay as they are. */
const SHARES = { edited: { fill: 0.75, pattern: 1.5 }, other: { fill: 0.25, pattern: 0.6 } } as const;

/** What a tag's mask is painted with on this screen. */
export function inkOf(style: TagStyle, look: InkLook, ratio: number): MaskInk {
  const shares = look.edited ? SHARES.edited : SHARES.other;
  const strength = look.outlineOnly ? 0 : look.opacity;
  return {
    fill: withAlpha(style.colour, strength * shares.fill),
    pattern: withAlpha(style.colour, strength * shares.pattern),
    tile: tileOf(style, ratio),
    edge: withAlpha(style.colour, 0.9),
  };
}

/** `share` of full opacity, 0…1; more is full. */
function withAlpha(colour: string, share: number): Packed {
  const alpha = Math.round(255 * Math.min(1, Math.max(0, share)));
  return ((packColour(colour) & 0xff_ff_ff) | (alpha << 24)) >>> 0;
}

const tiles = new Map<string, Uint8Array>();

function tileOf(style: TagStyle, ratio: number): Uint8Array {
  const key: `${PatternName} ${number}` = `${style.pattern} ${ratio}`;
  const known = tiles.get(key);
  if (known !== undefined) return known;
  const canvas = patternTile(style, ratio);
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  const tile = Uint8Array.from({ length: canvas.width * canvas.height }, (_, at) =>
    (data?.[at * 4 + 3] ?? 0) > 100 ? 1 : 0,
  );
  tiles.set(key, tile);
  return tile;
}
