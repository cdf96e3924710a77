import type { RunCounts, RunRow } from '../../db/queries/runs.ts';

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

export const parseParameters = (row: RunRow): StoredParameters =>
  JSON.parse(row.parameters) as StoredParameters;

export function viewRun(row: RunRow, counts: RunCounts): RunView {
  const { preset, dense, template, tau, threshold, floor } = parseParameters(row);
  return {
    id: row.id,
    model: { name: row.model_name, sha256: row.model_sha256 },
    parameters: { preset, dense, template, tau, threshold, floor },
    device: row.device,
    state: row.state,
    error: row.error,
    createdAt: row.created_ms,
    finishedAt: row.finished_ms,
    ...counts,
  };
}
