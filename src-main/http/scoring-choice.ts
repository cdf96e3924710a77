import { z } from 'zod';

import { denseNames, deviceNames, presetNames } from '../services/choices.ts';
import { libraryName } from '../services/model-library/source.ts';

/** How a page may ask for pictures to be scored; what it leaves out is the engine's to choose. */
export const scoringChoice = {
  model: z
    .string()
    .regex(libraryName, 'a model is named by letters, digits, dots and dashes')
    .exactOptional(),
  preset: z.enum(presetNames).exactOptional(),
  dense: z.enum(denseNames).exactOptional(),
  device: z.enum(deviceNames).exactOptional(),
  tau: z.number().min(0).max(1).exactOptional(),
} as const;
