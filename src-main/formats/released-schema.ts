import * as z from 'zod';

import { TagmaskError } from '../../models/errors.ts';

/** The folders of a released dataset; all of them are parameters. */
export interface ReleasedFolders {
  readonly images: string;
  readonly tags: string;
  readonly masks: string;
}

export const releasedFolders: ReleasedFolders = {
  images: 'image',
  tags: 'json_refined',
  masks: 'mask_using_HQ-SAM',
};

const mask = z.object({
  /** [height, width] */
  size: z.tuple([z.int().positive(), z.int().positive()]),
  counts: z.string(),
});

/**
 * What `relevant` alone would hide: nobody has decided, the person was unsure, the machine proposes it, or it is accepted but was
 * not asked for. A state that is not known is none.
 */
const state = z.enum(['undecided', 'unsure', 'proposed', 'accepted']);
export type ReleasedState = z.infer<typeof state>;

const tag = z.object({
  /** NFC, lower case. */
  tag: z.string().min(1),
  /** Unicode code points within the caption; both 0 for a tag that no caption has. */
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  relevant: z.boolean(),
  score: z.number().nullable().default(null),
  source: z.string().default(''),
  /** What the word names (`object`, `part`, `background`, `colour`); evaluation leaves backgrounds out of objectIoU. */
  category: z.string().exactOptional(),
  state: state.optional().catch(undefined),
  /**
   * COCO's compressed run lengths, on the first place of a tag whose pixels the PNG cannot all show; null for one that is
   * relevant without pixels.
   */
  mask: mask.nullable().exactOptional(),
});

const caption = z.object({ caption: z.string(), tags: z.array(tag) });

/** `json_refined/STEM.json`: the first caption at the top, as the release has one; others in `further`. */
const releasedFile = caption.extend({
  /** The picture's file name within the folder of pictures. */
  image: z.string().min(1),
  further: z.array(caption).exactOptional(),
});

export type ReleasedFile = z.infer<typeof releasedFile>;
export type ReleasedTag = z.infer<typeof tag>;

/** Null where nobody has said: `relevant` alone would call an undecided word false, and one that a machine proposes true. */
export function knownRelevance({ relevant, state }: Pick<ReleasedTag, 'relevant' | 'state'>): boolean | null {
  if (state === undefined) return relevant;
  return state === 'accepted' ? true : null;
}

/** @throws TagmaskError `bad-released-json`, which calls the file by `name` */
export function parseReleasedFile(json: string, name: string): ReleasedFile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw badReleasedJson(name, 'it is no JSON', cause);
  }
  const parsed = releasedFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not of this kind'}`;
  throw badReleasedJson(name, why, parsed.error);
}

export const badReleasedJson = (name: string, why: string, cause?: unknown): TagmaskError =>
  new TagmaskError(
    'input',
    'bad-released-json',
    `${name} cannot be read as tags of a released dataset: ${why}.`,
    { cause },
  );
