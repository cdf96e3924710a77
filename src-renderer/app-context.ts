import { createContext } from 'svelte';

import type { Review } from './features/review/review.svelte.ts';
import type { Engine } from './state/engine.svelte.ts';
import type { Route } from './state/route.svelte.ts';

/** What every screen works with. */
export interface App {
  readonly engine: Engine;
  readonly review: Review;
  readonly route: Route;
}

export const [getApp, setApp] = createContext<App>();
