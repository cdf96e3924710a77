import type { JobRegistry } from './jobs.ts';
import { chooseDefaultModel, defaultModelName } from './model-library/default-model.ts';
import { starterName } from './model-library/starter.ts';
import { findModel } from './model-library/library.ts';
import type { LibraryModel } from './model-library/library-types.ts';
import { pullModel } from './model-library/pull.ts';
import type { ModelRequest } from './model-library/source.ts';
import { verifyModel } from './model-library/verify.ts';
import type { JobView } from './types.ts';

/** The window finds a model's download by this id. */
export const pullJobId = (name: string): string => `pull-${name}`;

export interface ModelJob {
  readonly jobs: JobRegistry;
  /** The library has changed: another model, or another default. */
  readonly onChange: () => void;
}

/**
 * Fetches a model as a job, or answers the job that is fetching it already. One that is here is answered at once. The first
 * model that is pulled takes the starter's place as the default.
 */
export function startPull(request: ModelRequest, { jobs, onChange }: ModelJob): JobView {
  const { name } = request;
  const id = pullJobId(name);
  return jobs.startOnce({
    ...{ id, kind: 'pull', title: `Pull ${name}`, outlivesDataset: true },
    work: async ({ signal, report }): Promise<LibraryModel> => {
      await pullModel(request, { signal, onProgress: report });
      const model = await findModel(name);
      if (model.kind === 'clip' && defaultModelName() === starterName) chooseDefaultModel(name);
      onChange();
      return findModel(name);
    },
  });
}

/** Hashes a model's files again, as a job. */
export function startVerify(name: string, { jobs }: Pick<ModelJob, 'jobs'>): JobView {
  return jobs.startOnce({
    ...{ id: `verify-${name}`, kind: 'verify', title: `Verify ${name}`, outlivesDataset: true },
    work: ({ signal, report }) => verifyModel(name, { signal, onProgress: report }),
  });
}
