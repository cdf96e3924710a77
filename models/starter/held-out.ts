import { normalisePixels, type ClipInfo } from '../clip/index.ts';
import type { JudgedCaption } from '../evaluation/index.ts';
import { drawScene } from '../scenes/draw-scene.ts';
import { seedOf } from './scene-pool.ts';

export interface HeldOutOptions {
  readonly seed: number;
  readonly count: number;
  /** Side of the pictures, a multiple of the patch. */
  readonly sidePx: number;
}

/** Scenes that no training has seen, with captions as people write them and the truth, drawn one by one. */
export function* drawHeldOut(
  { seed, count, sidePx }: HeldOutOptions,
  statistics: Pick<ClipInfo, 'pixelMean' | 'pixelStd'>,
): Generator<JudgedCaption> {
  const size = { width: sidePx, height: sidePx };
  for (let index = 0; index < count; index++) {
    const { pixels, captions } = drawScene(seedOf(seed, 'held-out', index), size);
    const [caption] = captions;
    if (caption === undefined) continue;
    yield {
      input: { data: normalisePixels(pixels, size, statistics), shape: [1, 3, sidePx, sidePx] },
      caption: caption.text,
      words: caption.words.map(({ text, relevant, kind, mask }) => ({ text, relevant, isBackground: kind === 'background', mask })), // prettier-ignore
    };
  }
}
