import { TagmaskError } from '../errors.ts';
import type { ModelFiles } from './folder.ts';
import { layouts } from './layouts.ts';
import { packPlanes, packRows } from './pixels.ts';
import { HalfSession } from './sessions.ts';
import type { Embedding, ShownPicture } from './types.ts';

/** The heavy half: looks once at a picture. */
export class Encoder {
  readonly #files: ModelFiles;
  readonly #session: HalfSession;

  private constructor(files: ModelFiles, session: HalfSession) {
    this.#files = files;
    this.#session = session;
  }

  static async open(files: ModelFiles, threads: number): Promise<Encoder> {
    return new Encoder(files, await HalfSession.open(files.encoder, threads));
  }

  /** `picture` as `frameOf` wants it. @throws TagmaskError `model-fails` */
  async encode(picture: ShownPicture): Promise<Embedding> {
    const { encoder, layout, side } = this.#files;
    const [port] = encoder.header.inputs;
    const outputs = await this.#session.run({
      [port?.name ?? '']: packPicture(picture, port?.shape ?? [], side),
    });
    const names = layouts[layout].encoderOutputs;
    const tensors =
      names === null
        ? [...outputs].map(([, tensor]) => ['image_embeddings', tensor] as const)
        : names.map((name) => [name, outputs.get(name)] as const);
    for (const [name, tensor] of tensors)
      if (tensor === undefined || tensor.data.length === 0)
        throw new TagmaskError('unavailable', 'model-fails', `${encoder.path} gives no ${name} in full precision: choose another model for clicking, or none.`); // prettier-ignore
    return {
      tensors: Object.fromEntries(
        tensors.flatMap(([name, tensor]) => (tensor === undefined ? [] : [[name, tensor]])),
      ),
    };
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

function packPicture(picture: ShownPicture, shape: readonly (number | null)[], side: number) {
  if (shape.length === 4) return { data: packPlanes(picture, side), shape: [1, 3, side, side] };
  // A graph that takes any size pads by itself.
  const [height, width] = shape;
  const to = { width: width ?? picture.width, height: height ?? picture.height };
  return { data: packRows(picture, to), shape: [to.height, to.width, 3] };
}
