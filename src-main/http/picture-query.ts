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
  state: state.exactOptional(),
  tag: words.exactOptional(),
  text: words.exactOptional(),
  model: words.exactOptional(),
  reviewer: words.exactOptional(),
  sort: sort.exactOptional(),
  order: order.exactOptional(),
};

/** A `PictureQuery` as the fields of an address. */
export const queryInAddress = z.object({
  ...common,
  minScore: scoreInAddress.exactOptional(),
  maxScore: scoreInAddress.exactOptional(),
  run: wholeNumber.exactOptional(),
  errors: z
    .literal('true')
    .transform(() => true as const)
    .exactOptional(),
});

/** A `PictureQuery` as JSON. */
export const queryInBody = z.strictObject({
  ...common,
  minScore: score.exactOptional(),
  maxScore: score.exactOptional(),
  run: z.int().positive().exactOptional(),
  errors: z.literal(true).exactOptional(),
});
