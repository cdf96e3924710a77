import { bright, mixPaint, type ColourName } from './colours.ts';
import type { Dice } from './dice.ts';
import type { Kind } from './kinds/kind.ts';
import { boundsOf } from './paint-thing.ts';
import { Pen, type Shape } from './pen.ts';

/** In the stage's units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One thing as it was drawn, before it has a place. */
export interface Model {
  readonly kind: Kind;
  readonly colour: ColourName | null;
  readonly shapes: readonly Shape[];
  /** Of its solid shapes, in its own units, the foot at 0,0. */
  readonly bounds: Box;
}

export interface Thing extends Model {
  readonly x: number;
  /** Where its foot is. */
  readonly y: number;
  readonly scale: number;
  readonly flipped: boolean;
  readonly box: Box;
  /** "big" and "small" are said of things beyond the usual size of their place. */
  readonly size: 'small' | 'usual' | 'big';
}

export function makeModel(kind: Kind, dice: Dice, colour?: ColourName): Model {
  const name = colour ?? dice.pick<ColourName>(kind.colours ?? bright);
  const main = mixPaint(name, dice);
  const others = bright.filter((other) => other !== name);
  const second = mixPaint(dice.pick(others), dice);
  const pen = new Pen();
  kind.draw(pen, { dice, main, second });
  const [left, top, right, bottom] = boundsOf(pen.shapes);
  return {
    kind,
    colour: kind.colours === undefined ? null : name,
    shapes: pen.shapes,
    bounds: { left, top, right, bottom },
  };
}

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly flipped: boolean;
  readonly size: Thing['size'];
}

export function putAt(model: Model, spot: Spot): Thing {
  const { x, y, scale, flipped } = spot;
  const { left, right, top, bottom } = model.bounds;
  const [from, to] = flipped ? [-right, -left] : [left, right];
  const box = {
    left: x + from * scale,
    right: x + to * scale,
    top: y + top * scale,
    bottom: y + bottom * scale,
  };
  return { ...model, ...spot, box };
}

/** How much of the smaller box lies within the other, 0…1. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(areaOf(a), areaOf(b));
}

const areaOf = (box: Box): number => (box.right - box.left) * (box.bottom - box.top);
