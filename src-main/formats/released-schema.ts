import * as z from 'zod';

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

const tag = z.object({
  /** NFC, lower case. */
  tag: z.string().min(1),
  /** Unicode code points within the caption. */
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  relevant: z.boolean(),
  score: z.number().nullable().default(null),
  source: z.string().default(''),
  /** What the word names; evaluation leaves backgrounds out of objectIoU. */
  category: z.enum(['object', 'part', 'background', 'colour']).optional(),
  /** COCO's compressed run lengths, on the first place of a tag whose pixels the PNG cannot all show. */
  mask: mask.optional(),
});

const caption = z.object({ caption: z.string(), tags: z.array(tag) });

/** `json_refined/STEM.json`: the first caption at the top, as the release has one; others in `further`. */
export const releasedFile = caption.extend({
  /** The picture's file name within the folder of pictures. */
  image: z.string().min(1),
  further: z.array(caption).optional(),
});

export type ReleasedFile = z.infer<typeof releasedFile>;
export type ReleasedTag = z.infer<typeof tag>;
