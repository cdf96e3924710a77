import type { StageView } from '../../canvas/stage-view.svelte.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import type { Command } from '../keys/commands.ts';
import type { ViewOptions } from '../review/view-options.svelte.ts';
import type { Compare } from './compare.svelte.ts';
import { describeCounts, sayWord } from './describe-change.ts';

export interface CompareParts {
  readonly compare: Compare;
  readonly engine: Engine;
  readonly stage: StageView;
  readonly options: ViewOptions;
}

const ZOOM_STEP = 1.25;

const RUN: Partial<Readonly<Record<Command, (parts: CompareParts) => void>>> = {
  'previous-picture': (parts) => void stepPicture(parts, -1),
  'next-picture': (parts) => void stepPicture(parts, 1),
  'previous-tag': (parts) => stepWord(parts, -1),
  'next-tag': (parts) => stepWord(parts, 1),
  'toggle-masks': ({ options }) => options.toggleMasks(),
  'toggle-heat': ({ options }) => options.toggleHeat(),
  'zoom-in': ({ stage }) => stage.zoom(ZOOM_STEP),
  'zoom-out': ({ stage }) => stage.zoom(1 / ZOOM_STEP),
  fit: ({ stage }) => stage.fit(),
  'actual-size': ({ stage }) => stage.actualSize(),
};

/** Does what a key asks for. False where it asks for nothing here. */
export function runCompareCommand(command: Command, parts: CompareParts): boolean {
  const run = RUN[command];
  run?.(parts);
  return run !== undefined;
}

async function stepPicture({ compare, engine }: CompareParts, by: 1 | -1): Promise<void> {
  await compare.go(compare.at + by);
  const { picture } = compare;
  if (picture !== null) engine.announcer.say(`${picture.path}: ${describeCounts(picture)}`);
}

function stepWord({ compare, engine }: CompareParts, by: 1 | -1): void {
  compare.stepWord(by);
  if (compare.word !== null) engine.announcer.say(sayWord(compare.word));
}
