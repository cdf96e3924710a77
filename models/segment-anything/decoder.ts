import { TagmaskError } from '../errors.ts';
import { chooseCandidate, type Candidates, type Chosen } from './candidates.ts';
import type { ModelFiles } from './folder.ts';
import type { Frame } from './frame.ts';
import { layouts } from './layouts.ts';
import { listPoints } from './points.ts';
import { HalfSession, type Floats, type Values } from './sessions.ts';
import type { Embedding, Prompts } from './types.ts';

export interface DecoderCall {
  readonly embedding: Embedding;
  readonly frame: Frame;
  readonly prompts: Omit<Prompts, 'hint'>;
  /** Logits of a former mask, [grid · grid]; null where there is none. */
  readonly former: Float32Array | null;
}

const usualGrid = 256;

/** The light half: turns prompts into masks, many times a picture. */
export class Decoder {
  readonly files: ModelFiles;
  /** Cells along a side of the masks that it takes. */
  readonly grid: number;
  readonly #session: HalfSession;

  private constructor(files: ModelFiles, session: HalfSession) {
    this.files = files;
    this.#session = session;
    const port = files.decoder.header.inputs.find(({ name }) => name === 'mask_input');
    this.grid = port?.shape?.at(-1) ?? usualGrid;
  }

  static async open(files: ModelFiles, threads: number): Promise<Decoder> {
    return new Decoder(files, await HalfSession.open(files.decoder, threads));
  }

  get takesMask(): boolean {
    return layouts[this.files.layout].takesMask;
  }

  /** @throws TagmaskError `model-fails`, `not-numbers` */
  async decode(call: DecoderCall): Promise<Chosen> {
    const { layout, decoder } = this.files;
    const { logits: logitsName, scores: scoresName } = layouts[layout];
    const outputs = await this.#session.run({ ...call.embedding.tensors, ...this.#feedsOf(call) });
    const [logits, scores] = [outputs.get(logitsName), outputs.get(scoresName)];
    const { clicks, box } = call.prompts;
    const isAmbiguous = clicks.length <= 1 && box === undefined && call.former === null;
    return chooseCandidate(candidatesOf(decoder.path, logits, scores), isAmbiguous);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  #feedsOf({ prompts, frame, former }: DecoderCall): Record<string, Values> {
    const { layout } = this.files;
    const { coordinates, labels } = listPoints(prompts, frame, layout);
    const count = labels.length;
    if (layout === 'transformers')
      return {
        input_points: { data: coordinates, shape: [1, 1, count, 2] },
        input_labels: { data: labels, shape: [1, 1, count] },
      };
    const { grid } = this;
    const { width, height } = frame.picture;
    return {
      point_coords: { data: coordinates, shape: [1, count, 2] },
      point_labels: { data: labels, shape: [1, count] },
      mask_input: { data: former ?? new Float32Array(grid * grid), shape: [1, 1, grid, grid] },
      has_mask_input: { data: [former === null ? 0 : 1], shape: [1] },
      // It goes into the full-size masks alone, which are not looked at: as small as they can be.
      orig_im_size: { data: smallest(width, height), shape: [2] },
    };
  }
}

/** [height, width] in the ratio of the picture. */
function smallest(width: number, height: number): [number, number] {
  const scale = Math.max(width, height) / 16;
  return [Math.max(1, Math.round(height / scale)), Math.max(1, Math.round(width / scale))];
}

function candidatesOf(path: string, logits: Floats | undefined, scores: Floats | undefined): Candidates {
  const grid = logits?.shape.at(-1) ?? 0;
  const count = scores?.data.length ?? 0;
  const fits = grid > 0 && logits?.shape.at(-2) === grid && logits.data.length === count * grid * grid;
  if (logits !== undefined && scores !== undefined && fits)
    return { logits: logits.data, scores: scores.data, count, grid };
  throw new TagmaskError('unavailable', 'model-fails', `${path} gives masks as [${(logits?.shape ?? []).join(', ')}] with ${count} scores, which do not fit together: choose another model for clicking, or none.`); // prettier-ignore
}
