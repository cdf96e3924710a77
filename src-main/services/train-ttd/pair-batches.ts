/** What the graph is fed for pairs, read ahead of need. */
import type { Positions } from '../../../models/clip/positions.ts';
import type { InputSize } from '../../../models/clip/index.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { Feeds } from '../../../models/runtime/session.ts';
import { packBatch, type CaptionTokens } from '../../../models/ttd/index.ts';
import { packDecided, type ChooseWords } from './decided.ts';
import type { Pair } from './pair.ts';
import { batchSize, readPixels, stackPixels, type PictureInput } from './pictures.ts';
import type { Skips } from './skips.ts';

export interface BatchSource {
  readonly pairs: readonly Pair[];
  readonly input: PictureInput;
  readonly positions: Positions;
  readonly tokensOf: (pair: Pair) => CaptionTokens;
  readonly choose: ChooseWords | null;
  /** Whether the graph has the inputs of decided words. */
  readonly hasDecisions: boolean;
  readonly skips: Skips;
}

/** Pairs with their pictures, all of one size. */
interface Loaded {
  readonly pairs: readonly Pair[];
  readonly pictures: readonly Uint8Array[];
  readonly size: InputSize;
}

export class PairBatches {
  readonly #source: BatchSource;
  #ahead: { readonly key: string; readonly loaded: Promise<Loaded> } | undefined;

  constructor(source: BatchSource) {
    this.#source = source;
  }

  /**
   * The feeds of a training step. A picture that cannot be read any more, or is another one, is skipped from this step on and the next pair
   * takes its place. The pictures of `next` are decoded while the network works on these.
   * @throws TagmaskError `no-pictures` where none is left
   */
  async feeds(items: readonly number[], step: number, next: readonly number[]): Promise<Feeds> {
    const key = `${step}: ${items.join()}`;
    const loaded = await (this.#ahead?.key === key ? this.#ahead.loaded : this.#load(items, step));
    const ahead = this.#load(next, step + 1);
    ahead.catch(() => undefined); // it is said where it is needed
    this.#ahead = { key: `${step + 1}: ${next.join()}`, loaded: ahead };
    return this.#pack(loaded);
  }

  /** Forgets what is skipped from this step on: with all pictures gone, it is their folder that is. */
  noPictures(step: number, count: number): TagmaskError {
    this.#source.skips.giveUp(step);
    return new TagmaskError(
      'missing',
      'no-pictures',
      `None of the training's ${count} pairs has a picture that can be read any more: put the folder back where it was, and go on with --resume.`,
    );
  }

  /** The feeds of held-out pairs, of which those that cannot be read are left out; null where none can. */
  async feedsOf(
    pairs: readonly Pair[],
    step: number,
  ): Promise<{ feeds: Feeds; pairs: readonly Pair[] } | null> {
    const size = batchSize(pairs, this.#source.input);
    const read = await Promise.all(pairs.map(async (pair) => ({ pair, pixels: await this.#read(pair, size, step) }))); // prettier-ignore
    const there = read.flatMap(({ pair, pixels }) => (pixels === null ? [] : [{ pair, pixels }]));
    if (there.length === 0) return null;
    const kept = there.map(({ pair }) => pair);
    return { pairs: kept, feeds: await this.#pack({ pairs: kept, pictures: there.map(({ pixels }) => pixels), size }) }; // prettier-ignore
  }

  async #load(items: readonly number[], step: number): Promise<Loaded> {
    const { pairs, input } = this.#source;
    const wanted = items.flatMap((item) => pairs[item] ?? []);
    const size = batchSize(wanted, input);
    const read = await Promise.all(wanted.map((pair) => this.#read(pair, size, step)));
    const loaded: { pair: Pair; pixels: Uint8Array }[] = [];
    for (const [index, item] of items.entries()) {
      const [pair, pixels] = [pairs[item], read[index]];
      loaded.push(pair && pixels ? { pair, pixels } : await this.#readNext(item, size, step));
    }
    return { pairs: loaded.map(({ pair }) => pair), pictures: loaded.map(({ pixels }) => pixels), size };
  }

  async #readNext(item: number, size: InputSize, step: number): Promise<{ pair: Pair; pixels: Uint8Array }> {
    const { pairs } = this.#source;
    for (let offset = 1; offset <= pairs.length; offset++) {
      const pair = pairs[(item + offset) % pairs.length];
      const pixels = pair === undefined ? null : await this.#read(pair, size, step);
      if (pair !== undefined && pixels !== null) return { pair, pixels };
    }
    throw this.noPictures(step, pairs.length);
  }

  /** Null for a picture that is skipped, from now on if not before. */
  async #read(pair: Pair, size: InputSize, step: number): Promise<Uint8Array | null> {
    const { skips } = this.#source;
    if (skips.isSkipped(pair.file, step)) return null;
    try {
      return await readPixels(pair, size);
    } catch (error) {
      if (!(error instanceof TagmaskError)) throw error;
      skips.add(pair.file, step, error.message);
      return null;
    }
  }

  async #pack({ pairs, pictures, size }: Loaded): Promise<Feeds> {
    const { input, positions, tokensOf, choose, hasDecisions } = this.#source;
    const grid = { width: size.width / input.patch, height: size.height / input.patch };
    return {
      pixels: stackPixels(pictures, size, input),
      positions: await positions(grid),
      ...packBatch(pairs.map(tokensOf)),
      ...(hasDecisions ? packDecided(pairs, grid, choose) : {}),
    };
  }
}
