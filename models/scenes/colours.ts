import type { Dice } from './dice.ts';
import { mix, type Colour } from './raster/fills.ts';

/** Colours that people name, each with paints that they would call so. */
const paints = {
  red: [0xd9413c, 0xc8322f, 0xe0503f],
  orange: [0xf08a35, 0xf59a3c, 0xe8782a],
  yellow: [0xf7cf3f, 0xfbd94f, 0xf2c230],
  green: [0x4fa95a, 0x3f9a5a, 0x68b84a],
  blue: [0x3f7fd0, 0x4a90d9, 0x2f68b8],
  purple: [0x8a5cc0, 0x7a4ab0, 0x9a6ad0],
  pink: [0xf28fb0, 0xf078a4, 0xf5a3c0],
  brown: [0x9b6636, 0x8a5a32, 0xa8703f],
  black: [0x33343c, 0x2b2c33, 0x3c3d46],
  white: [0xf7f5f0, 0xfaf9f6, 0xf2f0ea],
  gray: [0x9aa0a8, 0x878d96, 0xa8adb4],
  golden: [0xe2aa55, 0xd99f48, 0xe8b566],
  beige: [0xe6cfa8, 0xdfc59a, 0xead6b4],
} as const;

export type ColourName = keyof typeof paints;

export const bright = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink'] as const;
export const painted = [...bright, 'white', 'black', 'gray'] as const;
export const fur = ['brown', 'black', 'white', 'gray', 'golden'] as const;

export const colourWords: Readonly<Record<ColourName, readonly string[]>> = {
  red: ['red', 'red', 'scarlet'],
  orange: ['orange'],
  yellow: ['yellow'],
  green: ['green'],
  blue: ['blue'],
  purple: ['purple', 'violet'],
  pink: ['pink'],
  brown: ['brown'],
  black: ['black'],
  white: ['white'],
  gray: ['gray', 'grey'],
  golden: ['golden', 'blond'],
  beige: ['beige', 'cream'],
};

export function mixPaint(name: ColourName, dice: Dice): Colour {
  const base = dice.pick<Colour>(paints[name]);
  return mix(base, dice.chance(0.5) ? 0xffffff : 0x000000, dice.between(0, 0.08));
}
