import { createContext } from 'svelte';

import type { EngineApi } from './api/client.ts';
import { Compare } from './features/compare/compare.svelte.ts';
import { RunChoice } from './features/library/run-choice.svelte.ts';
import { MaskSession } from './features/masks/mask-session.svelte.ts';
import { MaskView } from './features/masks/mask-view.svelte.ts';
import { Results } from './features/results/results.svelte.ts';
import { Review } from './features/review/review.svelte.ts';
import { Sheet } from './features/sheet/sheet.svelte.ts';
import { Training } from './features/training/training.svelte.ts';
import { Announcer } from './state/announcer.svelte.ts';
import type { BrowserMemory } from './state/browser-memory.ts';
import { Engine } from './state/engine.svelte.ts';
import { Library } from './state/library.svelte.ts';
import { Route, showsPicture } from './state/route.svelte.ts';
import { Settings } from './state/settings.svelte.ts';
import { Verdicts } from './state/verdicts.svelte.ts';

/** What every screen works with. */
export interface App {
  readonly compare: Compare;
  readonly engine: Engine;
  readonly library: Library;
  readonly masks: MaskSession;
  readonly maskView: MaskView;
  readonly results: Results;
  readonly review: Review;
  readonly route: Route;
  readonly runChoice: RunChoice;
  readonly settings: Settings;
  readonly sheet: Sheet;
  readonly training: Training;
}

export const [getApp, setApp] = createContext<App>();

/** Made outside of the components: verdicts on their way outlive every screen. */
export function createApp(api: EngineApi, memory: BrowserMemory = localStorage): App {
  const engine = new Engine(api, new Announcer());
  const route = new Route();
  engine.pages.choose(route.query);
  const library = new Library(engine, route, memory);
  const verdicts = new Verdicts(engine);
  const review = new Review(engine, {
    verdicts,
    leaveFilter: () => library.clear(),
    onShown: (pictureId) => {
      if (showsPicture(route.screen)) route.go(route.screen, pictureId);
    },
  });
  route.onQuery = (query) => {
    engine.pages.choose(query);
    review.requery();
  };
  route.onPicture = (pictureId) => review.open(pictureId);
  const sheet = new Sheet(engine, verdicts);
  sheet.onTag = (tag) => route.setTag(tag);
  route.onTag = (tag) => void sheet.choose(tag);
  const runChoice = new RunChoice(engine, memory);
  const results = new Results(engine, { route, review, runChoice });
  const training = new Training(engine, route);
  const settings = new Settings(engine);
  const compare = new Compare(engine, route);
  const masks = new MaskSession(review, memory);
  const maskView = new MaskView(memory);
  return {
    ...{ compare, engine, library, masks, maskView, results, review },
    ...{ route, runChoice, settings, sheet, training },
  };
}
