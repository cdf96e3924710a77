import { createContext } from 'svelte';

import type { EngineApi } from './api/client.ts';
import { Review } from './features/review/review.svelte.ts';
import { Announcer } from './state/announcer.svelte.ts';
import { Engine } from './state/engine.svelte.ts';
import { Route } from './state/route.svelte.ts';
import { Settings } from './state/settings.svelte.ts';

/** What every screen works with. */
export interface App {
  readonly engine: Engine;
  readonly review: Review;
  readonly route: Route;
  readonly settings: Settings;
}

export const [getApp, setApp] = createContext<App>();

/** Made outside of the components: verdicts on their way outlive every screen. */
export function createApp(api: EngineApi): App {
  const engine = new Engine(api, new Announcer());
  const route = new Route();
  const review = new Review(engine, {
    onShown: (pictureId) => {
      if (route.screen === 'review') route.go('review', pictureId);
    },
  });
  return { engine, review, route, settings: new Settings(engine) };
}
