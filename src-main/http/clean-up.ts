import { z } from 'zod';

import { mostCleanUp } from '../../models/masks/index.ts';

const thousandths = z.number().min(0).max(mostCleanUp);

/** What is done to a mask after the threshold: `CleanUp` of models/masks. */
export const cleanUpShape = z.strictObject({
  smallestPart: thousandths,
  fillHoles: thousandths,
  smooth: thousandths,
});
