import type { Dice } from '../dice.ts';
import type { Habitat } from '../kinds/kind.ts';
import { Pen, type Shape } from '../pen.ts';

/** Settings are drawn 480 high and as wide as the picture's shape asks for. */
export const stageHeight = 480;

export type Daytime = 'day' | 'sunset' | 'night' | 'overcast';

/** A stretch of the backdrop that words may name. */
export interface Region {
  /** The name in the lexicon: sky, grass, sea … */
  readonly name: string;
  readonly shapes: readonly Shape[];
}

/** Where things may stand, swim or fly: their feet are between `top` (far) and `bottom` (near). */
export interface Zone {
  readonly habitats: readonly Habitat[];
  readonly top: number;
  readonly bottom: number;
  /** How large things are at the far end; 1 is the foreground. */
  readonly farScale: number;
}

export interface Stage {
  readonly dice: Dice;
  readonly width: number;
  readonly daytime: Daytime;
}

export interface Backdrop {
  /** Back to front. */
  readonly regions: readonly Region[];
  readonly zones: readonly Zone[];
}

export interface Setting {
  readonly name: string;
  readonly outdoors: boolean;
  /**
   * Where the scene is, in words: "on the grass". `{green:grass}` is a colour that the caption says of a region; a phrase that begins
   * with `day:` holds at that time only.
   */
  readonly places: readonly string[];
  readonly draw: (stage: Stage) => Backdrop;
}

export function region(name: string, draw: (pen: Pen) => void): Region {
  const pen = new Pen();
  draw(pen);
  return { name, shapes: pen.shapes };
}
