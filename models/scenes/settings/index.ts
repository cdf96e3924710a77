import { indoorSettings } from './indoors.ts';
import { outdoorSettings } from './outdoors.ts';
import type { Setting } from './setting.ts';

/** In this order for ever: a seed picks by place. */
export const settings: readonly Setting[] = [...outdoorSettings, ...indoorSettings];
