import { buildings } from './buildings.ts';
import { farm } from './farm.ts';
import { flyers } from './flyers.ts';
import { furniture } from './furniture.ts';
import { heavens } from './heavens.ts';
import type { Kind } from './kind.ts';
import { marine } from './marine.ts';
import { outdoors } from './outdoors.ts';
import { people } from './people.ts';
import { pets } from './pets.ts';
import { plants } from './plants.ts';
import { tableware } from './table.ts';
import { vehicles } from './vehicles.ts';
import { wild } from './wild.ts';

/** In this order for ever: a seed picks by place. */
export const kinds: readonly Kind[] = [
  ...pets,
  ...farm,
  ...wild,
  ...marine,
  ...flyers,
  ...vehicles,
  ...plants,
  ...buildings,
  ...outdoors,
  ...tableware,
  ...furniture,
  ...people,
  ...heavens,
];
