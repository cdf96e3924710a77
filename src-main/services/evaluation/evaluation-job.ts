import { basename } from 'node:path';

import { readLastAction } from '../../../db/queries/decisions.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { evaluationMethods } from '../../../models/evaluation/picture-counts.ts';
import { releasedFolders } from '../../formats/released.ts';
import type { JobRegistry } from '../jobs.ts';
import { defaultModelName } from '../model-library/default-model.ts';
import type { Project } from '../project.ts';
import type { DenseName, DeviceName, JobView, PresetName } from '../types.ts';
import { evaluateInProcess, type EvaluationTask } from './evaluation-process.ts';
import { storeEvaluation } from './stored-evaluations.ts';

export interface EvaluationOptions {
  /** A name of the library or a folder; the default model where none is named. */
  readonly model?: string;
  readonly preset?: PresetName;
  readonly dense?: DenseName;
  readonly device?: DeviceName;
  readonly tau?: number;
}

const jobId = 'evaluate';

/**
 * Evaluates a model on what has been reviewed, as a job whose result is `{id}` of what is kept.
 * @throws TagmaskError `evaluation-running`: two would only take each other's processor
 */
export function startEvaluation(
  options: EvaluationOptions,
  { project, jobs }: { readonly project: Project; readonly jobs: JobRegistry },
): JobView {
  if (jobs.list().some(({ id, state }) => id === jobId && state === 'running')) {
    const message = 'A model is being evaluated already: wait for it, or cancel it.';
    throw new TagmaskError('conflict', 'evaluation-running', message);
  }
  return jobs.startOnce({
    ...{ id: jobId, kind: 'evaluate', title: `Evaluate ${basename(options.model ?? defaultModelName())}` },
    canRetry: true,
    work: async (context) => {
      // Before the first picture is read: what is decided in the meantime may be in the result or not.
      const [at, action] = [Date.now(), readLastAction(project.db)];
      const evaluation = await evaluateInProcess(describeTask(project, options), context);
      const id = storeEvaluation(project, { at, seconds: (Date.now() - at) / 1000, action, evaluation });
      return { id };
    },
  });
}

function describeTask(
  { folder, db }: Project,
  { model, device, ...parameters }: EvaluationOptions,
): EvaluationTask {
  return {
    ...{ folder, folders: releasedFolders, kind: 'reviewed', database: db.name, limit: Infinity },
    ...{ methods: evaluationMethods, dropStopWords: false, parameters },
    ...(model === undefined ? {} : { model }),
    ...(device === undefined ? {} : { device }),
  };
}
