import type { Calibration } from '../../models/clip/types.ts';
import { TagmaskError } from '../../models/errors.ts';
import { plainRecipe } from '../../models/scoring/mask-recipe.ts';
import { measureTags, type TagMetrics } from '../../models/metrics/index.ts';
import {
  fitCalibration,
  leastPairs,
  measureEffect,
  selectRelevant,
  type Effect,
} from '../../models/tagging/index.ts';

import { measurePairs, type MeasuredPair, type PairSource } from './calibration-pairs.ts';
import { holdModel } from './model-library/model-lock.ts';
import { requireOwnFolder, storeCalibration } from './model-library/store-calibration.ts';
import { resolveModel } from './models.ts';
import { cacheFolder } from './paths.ts';
import { Scorer } from './scorer.ts';
import type { DeviceName, PresetName } from './types.ts';

/** TTD's for captions: a threshold on M. It stays, and w and b are fitted to it: the mask of a word depends on the three as on two. */
const threshold = 0.4;

export interface CalibrationRequest extends PairSource {
  /** A name of the library or a folder. */
  readonly model: string;
  readonly preset?: PresetName;
  readonly device?: DeviceName;
  /** Writes into a folder that is not the library's as well. */
  readonly outside: boolean;
}

type Values = Pick<Calibration, 'w' | 'b' | 'threshold' | 'floor'>;

export interface CalibrationState extends Values, Effect {
  /** On reviewed words; null where there are none. */
  readonly reviewed: TagMetrics | null;
}

export interface CalibrationReport {
  readonly model: string;
  readonly file: string;
  readonly pairs: { readonly fitted: number; readonly heldOut: number };
  /** Both measured on the held-out half. */
  readonly before: CalibrationState;
  readonly after: CalibrationState;
}

/**
 * Fits a model's calibration to a dataset's pictures and captions and stores it beside the weights. Half of the pictures are for the
 * fit, the other half for what is told of it.
 * @throws TagmaskError `no-model`, `not-of-the-library`, `cannot-calibrate`; the signal's reason
 */
export async function calibrateModel(request: CalibrationRequest): Promise<CalibrationReport> {
  const { folder, name, base } = await resolveModel(request.model);
  if (!request.outside) requireOwnFolder(folder);
  const release = holdModel(folder);
  if (release === null)
    throw new TagmaskError(
      'conflict',
      'model-leaving',
      `The model ${name} is being removed: choose another one.`,
    );
  try {
    const { preset, device = 'auto', seed } = request;
    // Only scores are looked at.
    const parameters = { ...(preset === undefined ? {} : { preset }), masks: plainRecipe };
    const scorer = await Scorer.open(folder, {
      ...{ parameters, device, cacheFolder: cacheFolder() },
      ...(base === undefined ? {} : { base }),
    });
    const { parameters: used } = scorer;
    const pairs = await measurePairs(scorer, request).finally(() => scorer.close());
    const { fitted, heldOut } = halve(pairs);
    const after = { ...fitCalibration(fitted, { tau: used.tau, threshold }), threshold };
    const { w, b, floor } = used;
    const before = { w, b, threshold: used.threshold, floor };
    const about = { pairs: fitted.length, seed, preset: used.preset, dense: used.dense };
    const state = (values: Values): CalibrationState => ({
      ...values,
      ...measureEffect(heldOut, { ...values, tau: used.tau }),
      reviewed: measureReviewed(heldOut, { tau: used.tau, floor: values.floor }),
    });
    const file = await storeCalibration(folder, after, about);
    const counts = { fitted: fitted.length, heldOut: heldOut.length };
    return { model: name, file, pairs: counts, before: state(before), after: state(after) };
  } finally {
    release();
  }
}

/** Every other one: they come in the order of the seed. */
function halve(pairs: readonly MeasuredPair[]): { fitted: MeasuredPair[]; heldOut: MeasuredPair[] } {
  if (pairs.length < 2 * leastPairs)
    throw new TagmaskError(
      'input',
      'cannot-calibrate',
      `${pairs.length} pictures with captions are too few to calibrate a model: ${2 * leastPairs} are needed, and some hundred are better.`,
    );
  return {
    fitted: pairs.filter((_, index) => index % 2 === 0),
    heldOut: pairs.filter((_, index) => index % 2 === 1),
  };
}

function measureReviewed(
  pairs: readonly MeasuredPair[],
  limits: { readonly tau: number; readonly floor: number },
): TagMetrics | null {
  const decided = pairs.flatMap(({ own, verdicts }) => {
    const { relevant } = selectRelevant(own, limits);
    return verdicts.map((truth, index) => ({ truth, chosen: relevant[index] === true }));
  });
  const known = decided.filter(({ truth }) => truth !== null);
  if (known.length === 0) return null;
  return measureTags(
    known.map(({ truth }) => truth === true),
    known.map(({ chosen }) => chosen),
  );
}
