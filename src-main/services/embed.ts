import { ClipModel, type ImageFeatures } from '../../models/clip/index.ts';
import { TagmaskError } from '../../models/errors.ts';
import type { FloatTensor } from '../../models/runtime/session.ts';
import { writeSafetensors, type TensorToWrite } from '../../models/weights/write-safetensors.ts';

import { readCroppedPicture, readReadyPixels } from './embed-input.ts';
import { resolveModel } from './models.ts';
import { cacheFolder } from './paths.ts';
import type { DenseName, DeviceName } from './types.ts';

export interface EmbedRequest {
  /** A name of the library or a folder. */
  readonly model?: string;
  readonly texts?: readonly string[];
  /** Files of pictures; each becomes the square that the model was made for (`readCroppedPicture`). */
  readonly images?: readonly string[];
  /** `FILE.safetensors#KEY`: ready input [B, 3, H, W], instead of pictures. */
  readonly pixels?: string;
  readonly dense?: DenseName;
  readonly device?: DeviceName;
  /** The safetensors file to write. */
  readonly out: string;
}

/** What was written: the shape of each tensor by its name. */
export type EmbedReport = Readonly<Record<string, readonly number[]>>;

/**
 * Writes a model's embeddings as they come out of it (fp32, not normalised, no prompt template): `text_embeds` [n, D] of
 * texts, `image_embeds` [B, D] and `dense` [B, h·w, D], patches row by row, of pictures. Only what was asked for is written.
 * @throws TagmaskError `nothing-to-embed`, `pictures-and-pixels`, and what opening the model, the pictures or the files throws
 */
export async function embed(request: EmbedRequest): Promise<EmbedReport> {
  checkRequest(request);
  const { folder, base } = await resolveModel(request.model);
  const { dense, device } = request;
  const model = await ClipModel.open(folder, {
    cacheFolder: cacheFolder(),
    ...(base === undefined ? {} : { base }),
    ...(dense === undefined ? {} : { dense }),
    ...(device === undefined ? {} : { device }),
  });
  try {
    const tensors = { ...(await embedTexts(model, request)), ...(await embedPictures(model, request)) };
    await writeSafetensors(request.out, tensors);
    return Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  } finally {
    await model.close();
  }
}

type Tensors = Record<string, TensorToWrite>;

function checkRequest({ texts = [], images = [], pixels }: EmbedRequest): void {
  if (texts.length === 0 && images.length === 0 && pixels === undefined) {
    const message = 'There is nothing to embed: give at least one text, picture or file of pixels.';
    throw new TagmaskError('input', 'nothing-to-embed', message);
  }
  if (images.length > 0 && pixels !== undefined) {
    const message = `Pictures and the pixels of ${pixels} would become rows of the same tensor; embed one of them at a time.`;
    throw new TagmaskError('input', 'pictures-and-pixels', message);
  }
}

async function embedTexts(model: ClipModel, { texts = [] }: EmbedRequest): Promise<Tensors> {
  return texts.length === 0 ? {} : { text_embeds: await model.textFeatures(texts) };
}

async function embedPictures(model: ClipModel, { images = [], pixels }: EmbedRequest): Promise<Tensors> {
  const features: ImageFeatures[] = [];
  // One at a time: the memory of a batch is a multiple of one picture's, and a long list would not fit.
  if (pixels !== undefined) {
    for (const input of await readReadyPixels(pixels)) features.push(await model.imageFeatures(input));
  }
  for (const file of images) {
    features.push(await model.imageFeatures(await readCroppedPicture(file, model.info)));
  }
  if (features.length === 0) return {};
  return {
    image_embeds: concatenate(features.map(({ global }) => global)),
    dense: concatenate(features.map(({ dense }) => dense)),
  };
}

/** [1, …] tensors of one shape → [B, …]. */
function concatenate(rows: readonly FloatTensor[]): TensorToWrite {
  const length = rows.reduce((sum, { data }) => sum + data.length, 0);
  const data = new Float32Array(length);
  let offset = 0;
  for (const row of rows) {
    data.set(row.data, offset);
    offset += row.data.length;
  }
  return { data, shape: [rows.length, ...(rows[0]?.shape.slice(1) ?? [])] };
}
