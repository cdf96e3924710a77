/** Everything that decides on the numbers of a TTD training, with its defaults (docs/training.md). */
import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import { distanceNames, lossPartNames, normalisationNames, sideNames } from '../../../models/ttd/index.ts';

export const tagSourceNames = ['pixel', 'image', 'nouns'] as const;
export const pairsNames = ['all', 'reviewed'] as const;
export const masksNames = ['corrected', 'accepted', 'none'] as const;
export const selectNames = ['auto', 'loss', 'f1'] as const;

const count = (least: number) => z.int(`has to be a whole number from ${least} up`).min(least, `has to be a whole number from ${least} up`); // prettier-ignore
const positive = z.number('has to be a number above 0').positive('has to be a number above 0');
const fromZero = z.number('has to be a number from 0 up').nonnegative('has to be a number from 0 up');
const share = z
  .number('has to be from 0 to 1')
  .min(0, 'has to be from 0 to 1')
  .max(1, 'has to be from 0 to 1');

const optionsSchema = z.strictObject({
  /** d of both losses. */
  distance: z.enum(distanceNames).default('l2'),
  /** λ, the weight of L_tag. */
  lambda: fromZero.default(20),
  losses: z.enum(lossPartNames).default('both'),
  /** τ, and what is compared with it. */
  tau: z.number().default(0.5),
  normalisation: z.enum(normalisationNames).default('min-max'),
  tagSource: z.enum(tagSourceNames).default('pixel'),
  /** Weight of CLIP's contrastive loss on the batch; 0 leaves it out. */
  anchor: fromZero.default(0),
  rank: count(1).default(16),
  alpha: positive.default(32),
  targets: z.array(z.string().min(1)).min(1, 'has to name a layer').default(['q_proj', 'v_proj']),
  sides: z.enum(sideNames).default('both'),
  learningRate: positive.default(4e-4),
  weightDecay: fromZero.default(0.01),
  warmup: count(0).default(20),
  steps: count(1).default(150),
  batch: count(1).default(16),
  /** The pictures' short side in pixels; null for the side that the model was made for. */
  side: count(1).nullable().default(null),
  dense: z.string().default('maskclip'),
  /** Of a dataset's project: all pictures with captions, or those on which somebody has decided. */
  pairs: z.enum(pairsNames).default('all'),
  /** Which of people's masks replace the maps: those that differ from what the machine proposed, all accepted ones, or none. */
  masks: z.enum(masksNames).default('corrected'),
  /** Share of pictures whose verdicts are used; null: all of a project's, none of a released dataset's. */
  supervised: share.nullable().default(null),
  /** Share of the pairs whose caption fits the picture worst, dropped before training. */
  prune: z.number().min(0, 'has to be from 0 to below 1').lt(1, 'has to be from 0 to below 1').default(0),
  /** Share of pictures that are held out, at most 256 pairs. */
  heldOut: z.number().gt(0, 'has to be above 0 and below 1').lt(1, 'has to be above 0 and below 1').default(0.1), // prettier-ignore
  /** Steps from one look at the held-out pairs, and one checkpoint, to the next. */
  measureEvery: count(1).default(20),
  /** Looks without a better one after which the training ends; 0 for never. */
  patience: count(0).default(5),
  /** How far the share of chosen words may go from where it began; 0 turns the guard off. */
  guard: share.default(0.15),
  /** What makes held-out weights the best: the loss, or F1 of the chosen words where the truth is known; `auto`: F1 where enough of it is. */
  select: z.enum(selectNames).default('auto'),
  seed: count(0).default(1),
});

export type TtdOptions = Readonly<z.output<typeof optionsSchema>>;
export type GivenTtdOptions = Readonly<z.input<typeof optionsSchema>>;

/** Fills in the defaults. @throws TagmaskError `bad-setting` that names the option */
export function resolveTtdOptions(given: GivenTtdOptions): TtdOptions {
  const parsed = optionsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join('.') ?? '';
  const value = JSON.stringify(given[name as keyof GivenTtdOptions]);
  throw new TagmaskError(
    'input',
    'bad-setting',
    `The training's ${name} is ${value}: ${issue?.message ?? 'it cannot be used'}.`,
  );
}
