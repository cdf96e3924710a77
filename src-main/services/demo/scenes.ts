import type { Scene } from './scene.ts';
import { indoors } from './scenes/indoors.ts';
import { meadow } from './scenes/meadow.ts';
import { town } from './scenes/town.ts';
import { water } from './scenes/water.ts';
import { winterAndNight } from './scenes/winter-and-night.ts';

export const scenes: readonly Scene[] = [...meadow, ...water, ...winterAndNight, ...town, ...indoors];
