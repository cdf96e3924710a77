import { TagmaskError } from '../errors.ts';
import type { ModelFiles } from './folder.ts';
import { layouts } from './layouts.ts';
import { packPlanes, packRows } from './pixels.ts';
import { HalfSession, type Floats } from './sessions.ts';
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
    const { encoder, layout } = this.#files;
    const [port] = encoder.header.inputs;
    const outputs = await this.#session.run({
      [port?.name ?? '']: this.#pack(picture, port?.shape ?? []),
    });
    const { encoderOutputs } = layouts[layout];
    const [only] = outputs.values();
    const tensors = (encoderOutputs ?? ['image_embeddings']).map((name) => {
      const tensor = encoderOutputs === null ? only : outputs.get(name);
      if (tensor !== undefined && tensor.data.length > 0) return [name, tensor] as const;
      throw new TagmaskError('unavailable', 'model-fails', `${encoder.path} gives no ${name} in full precision: choose another model for clicking, or none.`); // prettier-ignore
    });
    return { tensors: Object.fromEntries(tensors) };
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  #pack(picture: ShownPicture, shape: readonly (number | null)[]): Floats {
    const { layout, side } = this.#files;
    if (shape.length === 4)
      return { data: packPlanes(picture, side, layouts[layout].pixels), shape: [1, 3, side, side] };
    // A graph that takes any size pads by itself.
    const [height, width] = shape;
    const to = { width: width ?? picture.width, height: height ?? picture.height };
    return { data: packRows(picture, to), shape: [to.height, to.width, 3] };
  }
}
