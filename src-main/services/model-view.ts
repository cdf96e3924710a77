import { hashSource, readModelSource, readSourceCalibration } from '../../models/clip/model-source.ts';
import { TagmaskError } from '../../models/errors.ts';
import { resolveModel } from './models.ts';
import { cacheFolder } from './paths.ts';
import type { ModelView } from './types.ts';

/**
 * The model that a run without a choice of its own will use, for the window to name it and to say what it does not know;
 * null where it cannot be used, which the run itself says in its own sentence.
 */
export async function viewModel(nameOrFolder: string | undefined): Promise<ModelView | null> {
  try {
    const { folder, name, base } = await resolveModel(nameOrFolder);
    const source = await readModelSource(folder, base);
    const { trained, knows } = await readSourceCalibration(source);
    return { name, sha256: await hashSource(source, cacheFolder()), trained, knows };
  } catch (error) {
    if (error instanceof TagmaskError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
