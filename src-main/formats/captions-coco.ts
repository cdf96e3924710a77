import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { z } from 'zod';

import { TagmaskError } from '../../models/errors.ts';
import type { CaptionEntry } from './captions.ts';
import { readUtf8 } from './utf8.ts';

const id = z.union([z.number(), z.string()]);
const cocoCaptions = z.object({
  images: z.array(z.object({ id, file_name: z.string() })),
  annotations: z.array(z.object({ image_id: id, caption: z.string() })),
});

/**
 * COCO's captions format: `images` give each id its file, `annotations` each caption its image.
 * @throws TagmaskError `caption-json`, `caption-json-too-large`, `not-utf8`
 */
export async function* readCocoCaptions(path: string): AsyncGenerator<CaptionEntry> {
  const name = basename(path);
  await refuseTooLarge(path, name);
  let text = '';
  for await (const piece of readUtf8(path)) text += piece;
  const { images, annotations } = parse(name, text);
  const files = new Map(images.map((image) => [image.id, image.file_name]));
  for (const { image_id, caption } of annotations) {
    const file = files.get(image_id);
    if (file === undefined) throw bad(name, `a caption belongs to image ${image_id}, which it does not list`);
    yield { file, captions: [caption] };
  }
}

/** JSON is read whole, and a text of Node's cannot be much larger. */
const maxBytes = 400 << 20;

async function refuseTooLarge(path: string, name: string): Promise<void> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || stats.size <= maxBytes) return;
  const size = `${Math.round(stats.size / 2 ** 20)} MiB, more than ${maxBytes / 2 ** 20}`;
  const message = `${name} has ${size}. Split it, or write the captions as a table (.tsv), which may have any size.`;
  throw new TagmaskError('input', 'caption-json-too-large', message);
}

function parse(name: string, text: string): z.infer<typeof cocoCaptions> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw bad(name, 'it is not valid JSON', error);
  }
  const result = cocoCaptions.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw bad(
    name,
    `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not as expected'}`,
    result.error,
  );
}

function bad(name: string, why: string, cause?: unknown): TagmaskError {
  const message = `${name} is not in COCO's captions format (${why}). It needs "images" and "annotations".`;
  return new TagmaskError('input', 'caption-json', message, { cause });
}
