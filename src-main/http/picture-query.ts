import { z } from 'zod';

import { wholeNumber } from './validate.ts';

const state = z.enum(['undecided', 'reviewed', 'accepted', 'rejected', 'unsure', 'untagged']);
const sort = z.enum(['name', 'score', 'uncertainty', 'disagreement', 'area', 'undecided']);
const order = z.enum(['ascending', 'descending']);
const words = z.string().min(1).max(1000);
const score = z.number().min(0).max(1);
const scoreInAddress = z
  .string()
  .regex(/^\d(\.\d{1,17})?$/, 'a number between 0 and 1 is needed')
  .transform(Number)
  .pipe(score);

const common = {
  state: state.optional(),
  tag: words.optional(),
  text: words.optional(),
  model: words.optional(),
  reviewer: words.optional(),
  sort: sort.optional(),
  order: order.optional(),
};

/** A `PictureQuery` as the fields of an address. */
export const queryInAddress = z.object({
  ...common,
  minScore: scoreInAddress.optional(),
  maxScore: scoreInAddress.optional(),
  run: wholeNumber.optional(),
  errors: z
    .literal('true')
    .transform(() => true as const)
    .optional(),
});

/** A `PictureQuery` as JSON. */
export const queryInBody = z.strictObject({
  ...common,
  minScore: score.optional(),
  maxScore: score.optional(),
  run: z.int().positive().optional(),
  errors: z.literal(true).optional(),
});
