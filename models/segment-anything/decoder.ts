import { TagmaskError } from '../errors.ts';
import { chooseCandidate, type Candidates, type Chosen } from './candidates.ts';
import type { Size } from '../masks/index.ts';
import type { ModelFiles } from './folder.ts';
import type { Frame } from './frame.ts';
import { layouts } from './layouts.ts';
import { listBox, listPoints } from './points.ts';
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
    const names = layouts[layout];
    const outputs = await this.#session.run({ ...call.embedding.tensors, ...this.#feedsOf(call) });
    const logits = names.logits.map((name) => outputs.get(name)).find((tensor) => tensor !== undefined);
    const scores = outputs.get(names.scores);
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
    switch (layout) {
      case 'transformers':
      case 'transformers2': {
        const box = listBox(prompts, frame);
        return {
          input_points: { data: coordinates, shape: [1, 1, count, 2] },
          input_labels: { data: labels, shape: [1, 1, count] },
          input_boxes: { data: box, shape: [1, box.length / 4, 4] },
        };
      }
      case 'efficient': {
        const scale = smallGrid / frame.side;
        return {
          batched_point_coords: { data: coordinates.map((value) => value * scale), shape: [1, 1, count, 2] },
          batched_point_labels: { data: labels, shape: [1, 1, count] },
          // What the points are within, and what the masks are resized to: no more than the network itself gives.
          orig_im_size: { data: [smallGrid, smallGrid], shape: [2] },
        };
      }
      case 'sam':
      case 'sam2':
        return {
          point_coords: { data: coordinates, shape: [1, count, 2] },
          point_labels: { data: labels, shape: [1, count] },
          ...this.#feedsOfMask(former),
          // It goes into the full-size masks alone, which are not looked at: as small as they can be.
          orig_im_size: { data: smallest(frame.picture), shape: [2] },
        };
    }
  }

  #feedsOfMask(former: Float32Array | null): Record<string, Values> {
    const { grid } = this;
    return {
      mask_input: { data: former ?? new Float32Array(grid * grid), shape: [1, 1, grid, grid] },
      has_mask_input: { data: [former === null ? 0 : 1], shape: [1] },
    };
  }
}

/** Of EfficientSAM's masks. */
const smallGrid = 256;

/** [height, width] in the ratio of the picture. */
function smallest({ width, height }: Size): [number, number] {
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
