import type { Size } from '../masks/types.ts';
import { writeCaption, type CaptionStyle } from './captions/write-caption.ts';
import { composeScene, type Composition } from './compose.ts';
import { Dice } from './dice.ts';
import { paintThing } from './paint-thing.ts';
import { Canvas } from './raster/canvas.ts';
import { stageHeight } from './settings/setting.ts';
import type { Thing } from './thing.ts';
import { truthOf, type Seen, type TrueWord } from './truth.ts';

export interface SceneOptions {
  /** How many things are put in at most and at least; 1 to 5. Things that find no place are left out. */
  readonly objects?: readonly [min: number, max: number];
  /** How the captions speak: names only, plain sentences, or as people write. */
  readonly style?: CaptionStyle;
  /** How many captions; 1 unless told. */
  readonly captions?: number;
}

export interface SceneCaption {
  readonly text: string;
  /** Every word, as `findCandidates` finds them. */
  readonly words: readonly TrueWord[];
}

export interface SceneObject {
  readonly kind: string;
  readonly colour: string | null;
  /** Its number in `owners`; it may have no pixel where something stands before it. */
  readonly owner: number;
}

export interface Scene extends Size {
  readonly seed: number;
  /** RGB, 8 bits each, row by row. */
  readonly pixels: Uint8Array;
  readonly setting: string;
  readonly captions: readonly SceneCaption[];
  readonly objects: readonly SceneObject[];
  /** For each pixel the number of the object that is seen there, and other numbers for the backdrop; row by row. */
  readonly owners: Uint8Array;
}

/**
 * Draws the scene of a seed at any size with its captions and, for every word, whether it is in the picture and where. Pure: the
 * same arguments give the same pixels, words and masks on every machine. Sizes of the same shape show the same scene.
 */
export function drawScene(seed: number, { width, height }: Size, options: SceneOptions = {}): Scene {
  const { objects = [1, 5], style = 'rich', captions = 1 } = options;
  const composition = composeScene(seed, { aspect: width / height, objects });
  const canvas = new Canvas(width, height);
  const seen = paintComposition(canvas, composition);
  const dice = new Dice(seed).fork(9);
  return {
    seed,
    width,
    height,
    pixels: canvas.pixels(),
    setting: composition.setting.name,
    captions: Array.from({ length: captions }, (_, i) => {
      const caption = writeCaption(composition, { dice: dice.fork(i), style });
      return { text: caption.text, words: truthOf(caption, seen) };
    }),
    objects: seen.things.map(({ thing: { kind, colour }, owner }) => ({ kind: kind.name, colour, owner })),
    owners: canvas.owners,
  };
}

/** Paints back to front and tells who is seen where. */
function paintComposition(canvas: Canvas, { backdrop, heavens, things, outlined }: Composition): Seen {
  const unit = canvas.height / stageHeight;
  const partNumbers = new Map<string, number>();
  const partNumber = (name: string): number => {
    const number = partNumbers.get(name) ?? partNumbers.size + 1;
    partNumbers.set(name, number);
    return number;
  };
  const owners: { thing: Thing; owner: number }[] = [];
  const regions: { name: string; owner: number }[] = [];
  let owner = 0;
  const paintAll = (list: readonly Thing[], outlinePx: number): void => {
    for (const thing of list) {
      const { x, y, scale, flipped } = thing;
      const matrix = [(flipped ? -scale : scale) * unit, 0, 0, scale * unit, x * unit, y * unit] as const;
      owners.push({ thing, owner: ++owner });
      paintThing(canvas, thing.shapes, { matrix, owner, partNumber, outlinePx });
    }
  };
  const outlinePx = outlined ? Math.max(0.55, canvas.height / 320) : 0;
  backdrop.regions.forEach(({ name, shapes }, i) => {
    regions.push({ name, owner: ++owner });
    paintThing(canvas, shapes, { matrix: [unit, 0, 0, unit, 0, 0], owner, partNumber, outlinePx: 0 });
    if (i === 0) paintAll(heavens, 0);
  });
  paintAll(things, outlinePx);
  return {
    things: owners,
    regions,
    partNumbers,
    canvas,
  };
}
