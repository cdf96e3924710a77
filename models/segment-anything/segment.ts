import { areaOf, uniteMasks } from '../masks/index.ts';
import { maskFromLogits, type Chosen } from './candidates.ts';
import type { Decoder } from './decoder.ts';
import { frameOf, type Frame } from './frame.ts';
import { listBlobs, logitsOfHint } from './hint.ts';
import { layouts } from './layouts.ts';
import type { Embedding, Prompts, Segment } from './types.ts';
import type { Size } from '../masks/index.ts';

/** Masks that are kept to go on from: the clicks on a few objects. */
const mostKept = 24;

/**
 * A picture that the encoder has looked at. The mask after each click is fed back with the next one, where the layout takes it; since it
 * is worked out anew from what was said before where it is not known, equal prompts give equal masks, whatever came in between.
 */
export class SegmentedPicture {
  readonly bytes: number;
  readonly #decoder: Decoder;
  readonly #embedding: Embedding;
  readonly #frame: Frame;
  readonly #known = new Map<string, Promise<Chosen>>();

  constructor(decoder: Decoder, embedding: Embedding, size: Size) {
    this.#decoder = decoder;
    this.#embedding = embedding;
    this.#frame = frameOf(size, decoder.files);
    this.bytes = Object.values(embedding.tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
  }

  /**
   * The object that is meant, empty where nothing says what is. A heat map alone gives an object for each of its blobs; beside clicks or a
   * box it is a former mask.
   * @throws TagmaskError `model-fails`, `not-numbers`
   */
  async segment(prompts: Prompts): Promise<Segment> {
    const { clicks, box, hint } = prompts;
    if (clicks.length > 0 || box !== undefined) return this.#segmentOne(prompts);
    const blobs = hint === undefined ? [] : listBlobs(hint, this.#frame);
    const objects: Segment[] = [];
    for (const blob of blobs)
      objects.push(await this.#segmentOne({ ...blob, ...(hint === undefined ? {} : { hint }) }));
    return unite(objects, this.#frame.picture);
  }

  async #segmentOne(prompts: Prompts): Promise<Segment> {
    const chosen = await this.#choose(prompts);
    const within = layouts[this.#decoder.files.layout].box === 'none' ? prompts.box : undefined;
    return { mask: maskFromLogits(chosen, this.#frame, within), predictedIou: chosen.predictedIou };
  }

  #choose(prompts: Prompts): Promise<Chosen> {
    const { clicks, box, hint } = prompts;
    const key = JSON.stringify([
      clicks,
      box,
      hint?.threshold,
      hint === undefined ? null : [...hint.heat.data],
    ]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const chosen = this.#decode(prompts);
    this.#known.set(key, chosen);
    chosen.catch(() => this.#known.delete(key));
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKept && oldest !== undefined) this.#known.delete(oldest);
    return chosen;
  }

  async #decode({ hint, ...prompts }: Prompts): Promise<Chosen> {
    const former = await this.#formerOf({ ...prompts, ...(hint === undefined ? {} : { hint }) });
    return this.#decoder.decode({ embedding: this.#embedding, frame: this.#frame, prompts, former });
  }

  /** The mask before the last click, else the heat map. */
  async #formerOf(prompts: Prompts): Promise<Float32Array | null> {
    if (!this.#decoder.takesMask) return null;
    const { clicks, box, hint } = prompts;
    const before = clicks.slice(0, -1);
    const hasObject = before.some(({ positive }) => positive) || (clicks.length > 0 && box !== undefined);
    if (hint !== undefined) return logitsOfHint(hint, this.#frame, this.#decoder.grid);
    if (!hasObject) return null;
    const { logits, grid } = await this.#choose({ ...prompts, clicks: before });
    return grid === this.#decoder.grid ? logits : null;
  }
}

/** All objects in one mask; how well it fits is the mean over its pixels. */
function unite(objects: readonly Segment[], { width, height }: Size): Segment {
  const [first, ...others] = objects;
  if (first === undefined)
    return { mask: { width, height, runs: Uint32Array.of(width * height) }, predictedIou: 0 };
  const areas = objects.map(({ mask }) => areaOf(mask));
  const total = areas.reduce((sum, area) => sum + area, 0);
  const weighted = objects.reduce((sum, { predictedIou }, at) => sum + predictedIou * (areas[at] ?? 0), 0);
  return {
    mask: uniteMasks(first.mask, ...others.map(({ mask }) => mask)),
    predictedIou: total === 0 ? first.predictedIou : weighted / total,
  };
}
