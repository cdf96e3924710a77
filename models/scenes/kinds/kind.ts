import type { ColourName } from '../colours.ts';
import type { Dice } from '../dice.ts';
import type { Pen } from '../pen.ts';
import type { Colour } from '../raster/fills.ts';

/** Where a kind is at home; settings offer such places. */
export type Habitat = 'land' | 'road' | 'water' | 'sky' | 'snow' | 'sand' | 'floor' | 'table' | 'deep';

export interface Look {
  readonly dice: Dice;
  /** The colour that a caption may name. */
  readonly main: Colour;
  /** Another one: stripes, a sail, trousers. */
  readonly second: Colour;
}

export type Noun = string | readonly [one: string, many: string];

export interface Kind {
  readonly name: string;
  /** What people call it, the usual word first. `hot air *balloon`: only the starred words name the thing. */
  readonly nouns: readonly Noun[];
  readonly habitats: readonly Habitat[];
  /** The height in the foreground of a picture that is 480 high. */
  readonly tall: number;
  /** The colours that it comes in; a caption names no colour of a kind without. */
  readonly colours?: readonly ColourName[];
  /** The part that has the colour, where the thing as a whole has not: "a house with a red roof". The first one drawn counts. */
  readonly colourOf?: readonly (readonly [part: string, joined: 'with a' | 'in a'])[];
  /** What it may be made of, where one sees it. */
  readonly materials?: readonly string[];
  /** What it may be doing: "sleeping" is not drawn, so only what every drawing shows. */
  readonly doing?: readonly string[];
  readonly draw: (pen: Pen, look: Look) => void;
}
