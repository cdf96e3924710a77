import { basename, resolve } from 'node:path';

import { LRUCache } from 'lru-cache';

import { TagmaskError } from '../errors.ts';
import { takeOutput, type FloatTensor } from '../runtime/session.ts';
import { promptsFor } from '../tagging/index.ts';
import { readClipConfig } from './config.ts';
import { startEngine, type ClipEngine } from './engine.ts';
import { openSourceWeights, readModelSource, readSourceCalibration } from './model-source.ts';
import { batchByLength } from './text-batches.ts';
import { readTokenizer, upToEnd, type Tokenize } from './tokenizer.ts';
import type { Calibration, ClipInfo, ClipOptions, ImageFeatures } from './types.ts';
import { meanDirection, normaliseRows } from './vectors.ts';

/** Words repeat from picture to picture; 20,000 embeddings of length 512 are 40 MB. */
const keptTags = 20_000;

/** A CLIP read from a Hugging Face folder, on one device. Every embedding is fp32. */
export class ClipModel {
  readonly info: ClipInfo;
  readonly calibration: Calibration;
  readonly #engine: ClipEngine;
  readonly #tokenize: Tokenize;
  readonly #tags = new LRUCache<string, Float32Array>({ max: keptTags });

  private constructor(parts: {
    info: ClipInfo;
    calibration: Calibration;
    engine: ClipEngine;
    tokenize: Tokenize;
  }) {
    this.info = parts.info;
    this.calibration = parts.calibration;
    this.#engine = parts.engine;
    this.#tokenize = parts.tokenize;
  }

  /**
   * Reads and checks the folder, or those of an adapter and its base (config.json, preprocessor_config.json, tokenizer.json, the weights, and tagmask.json where there is one),
   * compiles the graphs unless the cache has them, and starts them. Throws a TagmaskError that names the file and what is wrong with
   * it, or the device that is not available.
   */
  static async open(folder: string, options: ClipOptions): Promise<ClipModel> {
    const dense = options.dense ?? 'maskclip';
    const source = await readModelSource(folder, options.base);
    const config = await readClipConfig(source.baseFolder);
    const { trained, calibration } = await readSourceCalibration(source);
    const tokenize = await readTokenizer(source.baseFolder, config.text);
    const { weights, sha256 } = await openSourceWeights(source, options.cacheFolder);
    try {
      const engine = await startEngine({ config, weights, sha256, dense, options });
      const { embedDim, patch, imageSide } = config.vision;
      const { pixelMean, pixelStd } = config;
      const name = basename(resolve(folder));
      const info = {
        name,
        sha256,
        trained,
        embedDim,
        patch,
        imageSide,
        pixelMean,
        pixelStd,
        dense,
        device: engine.device,
      };
      return new ClipModel({ info, calibration, engine, tokenize });
    } finally {
      await weights.close();
    }
  }

  /**
   * The pictures' embeddings and those of their patches, in one pass.
   * @param pixels normalised [B, 3, H, W], H and W multiples of the patch
   */
  async imageFeatures(pixels: FloatTensor): Promise<ImageFeatures> {
    const [, , height = 0, width = 0] = pixels.shape;
    const { patch } = this.info;
    const grid = { height: height / patch, width: width / patch };
    if (!isGrid(grid)) {
      const sides = `${width}×${height}`;
      throw new TagmaskError(
        'input',
        'bad-shape',
        `An input of ${sides} pixels does not consist of ${patch}-pixel patches.`,
      );
    }
    const outputs = await this.#engine.image.run({ pixels, positions: await this.#engine.positions(grid) });
    return { global: takeOutput(outputs, 'global'), dense: takeOutput(outputs, 'dense'), grid };
  }

  /** Embeddings [n, D] of texts as they are: no prompt template, not normalised, cut at the model's context. */
  async textFeatures(texts: readonly string[]): Promise<FloatTensor> {
    const { embedDim } = this.info;
    const sequences = texts.map((text) => upToEnd(this.#tokenize(text)));
    const data = new Float32Array(texts.length * embedDim);
    for (const indices of batchByLength(sequences)) {
      const rows = indices.map((index) => sequences[index] ?? []);
      const ids = BigInt64Array.from(rows.flat(), BigInt);
      const shape = [rows.length, rows[0]?.length ?? 0];
      const embeds = takeOutput(await this.#engine.text.run({ ids: { data: ids, shape } }), 'embeds').data;
      indices.forEach((index, row) =>
        data.set(embeds.subarray(row * embedDim, (row + 1) * embedDim), index * embedDim),
      );
    }
    return { data, shape: [texts.length, embedDim] };
  }

  /**
   * A unit vector [D] for each tag: its prompts' embeddings normalised, averaged and normalised again. Kept for the next picture.
   * @param template a set of models/tagging, `calibration.templateSet` as a rule
   */
  async tagEmbeddings(tags: readonly string[], template: string): Promise<Float32Array[]> {
    const found = new Map<string, Float32Array>();
    for (const tag of tags) {
      const known = this.#tags.get(`${template}\n${tag}`);
      if (known !== undefined) found.set(tag, known);
    }
    const wanted = [...new Set(tags)].filter((tag) => !found.has(tag));
    const prompts = wanted.map((tag) => promptsFor(template, tag));
    const features = await this.textFeatures(prompts.flat());
    const rows = normaliseRows(features.data, this.info.embedDim);
    wanted.forEach((tag, index) => {
      const count = prompts[index]?.length ?? 0;
      const embedding = meanDirection(rows.splice(0, count));
      this.#tags.set(`${template}\n${tag}`, embedding);
      found.set(tag, embedding);
    });
    return tags.map((tag) => found.get(tag) ?? new Float32Array(this.info.embedDim));
  }

  /** Gives the sessions' memory back. */
  async close(): Promise<void> {
    await this.#engine.image.close();
    await this.#engine.text.close();
  }
}

const isGrid = ({ height, width }: { height: number; width: number }): boolean =>
  Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0;
