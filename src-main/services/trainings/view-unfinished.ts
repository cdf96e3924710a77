import { viewMaps, type FindPicture } from './live-training.ts';
import { trainingPairsNames, trainingPresetNames } from './presets.ts';
import type { Unfinished } from './unfinished.ts';
import type { TrainingView } from './types.ts';

/** A training out of its folder. */
export function viewUnfinished(found: Unfinished, findPicture: FindPicture): TrainingView {
  const { name, record, step, looks, points, before, now } = found;
  const { request = {}, options } = record;
  const { dataset } = request;
  return {
    ...{ name, state: 'paused', base: record.base.name, step, looks, points },
    preset: trainingPresetNames.find((one) => one === request['preset']) ?? null,
    pairs: trainingPairsNames.find((one) => one === request['pairs']) ?? null,
    dataset: typeof dataset === 'string' ? dataset : null,
    steps: Number(options['steps'] ?? step),
    before: before && viewMaps(before, findPicture),
    now: now && viewMaps(now, findPicture),
    ...{ secondsLeft: null, canGoOn: true, message: null, result: null },
  };
}
