import { Dice } from './dice.ts';
import { heavens } from './kinds/heavens.ts';
import { kinds } from './kinds/index.ts';
import type { Kind } from './kinds/kind.ts';
import { settings } from './settings/index.ts';
import { stageHeight, type Backdrop, type Daytime, type Setting, type Zone } from './settings/setting.ts';
import { makeModel, overlapOf, putAt, type Model, type Thing } from './thing.ts';

export interface Composition {
  readonly width: number;
  readonly setting: Setting;
  readonly daytime: Daytime;
  readonly backdrop: Backdrop;
  /** Sun, moon, clouds, stars and the rainbow: between the sky and all else. */
  readonly heavens: readonly Thing[];
  /** Back to front. */
  readonly things: readonly Thing[];
  readonly outlined: boolean;
}

export interface CompositionOptions {
  /** Width over height. */
  readonly aspect: number;
  readonly objects: readonly [min: number, max: number];
}

const tries = 16;
const mostOverlap = 0.38;

/** What is where: the same for every size of the same shape. */
export function composeScene(seed: number, { aspect, objects }: CompositionOptions): Composition {
  const dice = new Dice(seed);
  const width = stageHeight * aspect;
  const setting = dice.pick(settings);
  const daytime = setting.outdoors ? pickDaytime(dice) : 'day';
  const backdrop = setting.draw({ dice: dice.fork(1), width, daytime });
  const count = dice.whole(...objects);
  return {
    width,
    setting,
    daytime,
    backdrop,
    heavens: setting.outdoors ? makeHeavens(dice.fork(2), { width, daytime }) : [],
    things: placeAll(dice.fork(3), { models: chooseModels(dice.fork(4), backdrop, count), backdrop, width }),
    outlined: dice.chance(0.4),
  };
}

function pickDaytime(dice: Dice): Daytime {
  const at = dice.between(0, 1);
  return at < 0.68 ? 'day' : at < 0.8 ? 'sunset' : at < 0.9 ? 'night' : 'overcast';
}

/** Kinds that live here; now and then several of one. */
function chooseModels(dice: Dice, { zones }: Backdrop, count: number): Model[] {
  const habitats = new Set(zones.flatMap((zone) => zone.habitats));
  // A zone has its turn whatever the number of its kinds: there are few boats, but a beach has them often.
  const chosen: Model[] = [];
  while (chosen.length < count) {
    const habitat = dice.pick([...habitats]);
    const kind = dice.pick(kinds.filter((candidate) => candidate.habitats.includes(habitat)));
    const model = makeModel(kind, dice);
    chosen.push(model);
    if (!dice.chance(0.22)) continue;
    const alike = dice.chance(0.6);
    for (let more = dice.whole(1, 2); more > 0 && chosen.length < count; more--) {
      chosen.push(makeModel(kind, dice, alike && model.colour !== null ? model.colour : undefined));
    }
  }
  return chosen;
}

interface Crowd {
  readonly models: readonly Model[];
  readonly backdrop: Backdrop;
  readonly width: number;
}

function placeAll(dice: Dice, { models, backdrop, width }: Crowd): Thing[] {
  const zoom = dice.between(0.9, 1.15) * (1.3 - 0.09 * models.length);
  const placed: Thing[] = [];
  for (const model of models) {
    const zone = dice.pick(
      backdrop.zones.filter(({ habitats }) => model.kind.habitats.some((one) => habitats.includes(one))),
    );
    for (let i = 0; i < tries; i++) {
      const thing = tryPlace(dice, { model, zone, width, zoom });
      // The first thing always finds its place, so that no scene is empty.
      if (placed.length > 0 && placed.some(({ box }) => overlapOf(box, thing.box) > mostOverlap)) continue;
      placed.push(thing);
      break;
    }
  }
  const isAloft = ({ kind }: Thing): boolean => kind.habitats.includes('sky');
  return placed.sort((a, b) => (isAloft(a) === isAloft(b) ? a.y - b.y : isAloft(a) ? -1 : 1));
}

interface Attempt {
  readonly model: Model;
  readonly zone: Zone;
  readonly width: number;
  readonly zoom: number;
}

const largest = { width: 0.72, height: 0.7 * stageHeight } as const;

function tryPlace(dice: Dice, { model, zone, width, zoom }: Attempt): Thing {
  const { left, right, top, bottom } = model.bounds;
  const depth = dice.between(0, 1);
  const size = dice.chance(0.16) ? 'big' : dice.chance(0.16) ? 'small' : 'usual';
  const factor = size === 'big' ? 1.3 : size === 'small' ? 0.68 : 1;
  const wanted =
    (model.kind.tall / (bottom - top)) * zoom * factor * (zone.farScale + (1 - zone.farScale) * depth);
  const scale = Math.min(wanted, (largest.width * width) / (right - left), largest.height / (bottom - top));
  const tall = -top * scale;
  const y = Math.max(zone.top + (zone.bottom - zone.top) * depth, tall + 8);
  const half = ((right - left) / 2) * scale;
  const margin = Math.min(half * 0.85 + 4, width / 2);
  const x = dice.between(margin, width - margin);
  return putAt(model, { x, y: Math.min(y, stageHeight - 6), scale, flipped: dice.chance(0.5), size });
}

const heavenly = (name: string): Kind => {
  const kind = heavens.find((candidate) => candidate.name === name);
  if (kind === undefined) throw new RangeError(`There is no kind "${name}" in the sky.`);
  return kind;
};

function makeHeavens(dice: Dice, { width, daytime }: { width: number; daytime: Daytime }): Thing[] {
  const things: Thing[] = [];
  const put = (
    name: string,
    [x, y, scale]: readonly [number, number, number],
    colour?: 'white' | 'gray',
  ): void => {
    const spot = { x: x * width, y, scale, flipped: dice.chance(0.5), size: 'usual' } as const;
    things.push(putAt(makeModel(heavenly(name), dice, colour), spot));
  };
  const high = (): readonly [number, number, number] => [
    dice.between(0.08, 0.92),
    dice.between(96, 150),
    dice.between(0.75, 1.2),
  ];
  if (daytime === 'night') {
    if (dice.chance(0.75)) put('moon', high());
    for (let i = dice.whole(0, 3); i > 0; i--)
      put('star', [dice.between(0.04, 0.96), dice.between(50, 150), dice.between(0.35, 0.6)]);
    return things;
  }
  if (dice.chance(daytime === 'overcast' ? 0.12 : 0.07))
    put('rainbow', [dice.between(0.4, 0.6), 330, dice.between(1, 1.3)]);
  if (daytime !== 'overcast' && dice.chance(0.45)) put('sun', high());
  const gray = daytime === 'overcast';
  for (let i = dice.whole(gray ? 2 : 0, gray ? 4 : 3); i > 0; i--) {
    put(
      'cloud',
      [dice.between(0, 1), dice.between(70, 160), dice.between(0.7, 1.5)],
      gray ? 'gray' : 'white',
    );
  }
  return things;
}
