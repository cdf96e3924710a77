import { isSameCleanUp, noCleanUp } from '../../models/masks/index.ts';
import type { CleanUp } from '../../models/masks/index.ts';

/** As the columns `clean_up` hold it: null where nothing is cleaned up. */
export const storeCleanUp = ({ smallestPart, fillHoles, smooth }: CleanUp): string | null =>
  isSameCleanUp({ smallestPart, fillHoles, smooth }, noCleanUp)
    ? null
    : JSON.stringify({ smallestPart, fillHoles, smooth });

export const readCleanUp = (stored: string | null): CleanUp =>
  stored === null ? noCleanUp : (JSON.parse(stored) as CleanUp);
