import { join } from 'node:path';

import { z } from 'zod';

import { templateNames } from '../tagging/index.ts';
import { parseJson, readOptional } from './read-json.ts';
import type { Calibration } from './types.ts';

/**
 * For OpenAI's CLIP. w, b: σ(10·(cos − 0.25)), which TCL's authors make masks with; threshold 0.40: TTD's for captions;
 * floor, ours: just below the cosine 0.2095 at which a heat map passes that threshold.
 */
export const defaultCalibration: Calibration = {
  w: 10,
  b: -2.5,
  threshold: 0.4,
  floor: 0.2,
  templateSet: 'photo',
};

const fileSchema = z.object({
  trained: z.boolean().optional(),
  knows: z.literal('drawn scenes').optional(),
  calibration: z
    .object({
      w: z.number(),
      b: z.number(),
      threshold: z.number().min(0).max(1),
      floor: z.number().min(-1).max(1),
      templateSet: z.enum(templateNames),
    })
    .partial()
    .default({}),
});

export interface ModelState {
  readonly trained: boolean;
  /** All that it has ever seen, where that is not photos; null where nothing is said. */
  readonly knows: 'drawn scenes' | null;
  readonly calibration: Calibration;
}

const standardState: ModelState = { trained: true, knows: null, calibration: defaultCalibration };

/** What `tagmask.json` beside the weights says, or what is so without it. */
export async function readCalibration(folder: string, otherwise = standardState): Promise<ModelState> {
  const text = await readOptional(folder, 'tagmask.json');
  if (text === undefined) return otherwise;
  const { trained, knows, calibration } = parseJson(join(folder, 'tagmask.json'), text, fileSchema);
  const { w, b, threshold, floor, templateSet } = otherwise.calibration;
  return {
    trained: trained ?? otherwise.trained,
    knows: knows ?? otherwise.knows,
    calibration: {
      w: calibration.w ?? w,
      b: calibration.b ?? b,
      threshold: calibration.threshold ?? threshold,
      floor: calibration.floor ?? floor,
      templateSet: calibration.templateSet ?? templateSet,
    },
  };
}
