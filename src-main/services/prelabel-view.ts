import type { RunCounts, RunRow } from '../../db/queries/runs.ts';
import { plainRecipe, type MaskRecipe } from '../../models/scoring/mask-recipe.ts';

import type { ScoringParameters } from './scorer.ts';
import type { DeviceName, RunView } from './types.ts';

/** What a run keeps, so that whoever goes on with it gives the same answers. */
export interface StoredParameters extends ScoringParameters {
  /** The model's folder. */
  readonly folder: string;
  /** That of the base, where the model is an adapter. */
  readonly base?: string;
  /** As asked for. */
  readonly device: DeviceName;
}

/** Runs from before there were recipes took the patches' maps as they are; those from before a step of the recipe left it out. */
export function parseParameters(row: RunRow): StoredParameters {
  const stored = JSON.parse(row.parameters) as Omit<StoredParameters, 'masks'> & {
    readonly masks?: Partial<MaskRecipe>;
  };
  return { ...stored, masks: { ...plainRecipe, ...stored.masks } };
}

export function viewRun(row: RunRow, counts: RunCounts): RunView {
  const { preset, dense, template, tau, threshold, floor, masks } = parseParameters(row);
  return {
    id: row.id,
    model: { name: row.model_name, sha256: row.model_sha256 },
    parameters: { preset, dense, template, tau, threshold, floor, masks },
    device: row.device,
    state: row.state,
    error: row.error,
    createdAt: row.created_ms,
    finishedAt: row.finished_ms,
    perSecond: row.per_second,
    ...counts,
  };
}
