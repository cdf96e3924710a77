import type { ParseArgsOptionsConfig } from 'node:util';

import { choiceOption, UsageError, type Command, type Invocation } from '../command.ts';
import { clipOptions, clipUsage, runClipTraining } from './train-clip.ts';
import { runTtdTraining, ttdOptions, ttdUsage } from './train-ttd.ts';

const objectives = ['ttd', 'clip'] as const;

/** Beside those that every training has. */
const own: Readonly<Record<(typeof objectives)[number], ParseArgsOptionsConfig>> = {
  ttd: ttdOptions,
  clip: clipOptions,
};

const shared: ParseArgsOptionsConfig = {
  objective: { type: 'string' },
  out: { type: 'string' },
  steps: { type: 'string' },
  seed: { type: 'string' },
  threads: { type: 'string' },
  'measure-every': { type: 'string' },
  resume: { type: 'boolean', default: false },
};

/** Options have no defaults, so that those that are there were typed. One of the other objective would be passed over in silence otherwise. */
function refuseForeignOptions({ options }: Invocation, objective: (typeof objectives)[number]): void {
  const known = { ...shared, ...own[objective], json: {} };
  const foreign = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (foreign !== undefined) throw new UsageError(`--${foreign} is no option of --objective ${objective}.`);
}

export const trainCommand: Command = {
  usage: `${ttdUsage}\n  tagmask ${clipUsage}`,
  summary:
    'Train a model: an adapter from your pictures with captions (docs/training.md), or a CLIP from scratch on drawn scenes',
  options: { ...shared, ...clipOptions, ...ttdOptions },
  arguments: [0, 1000],
  run: async (invocation) => {
    const objective = choiceOption(invocation, 'objective', objectives);
    if (objective === undefined) throw new UsageError(`--objective is needed: ${objectives.join(' or ')}.`);
    refuseForeignOptions(invocation, objective);
    await (objective === 'ttd' ? runTtdTraining : runClipTraining)(invocation);
  },
};
