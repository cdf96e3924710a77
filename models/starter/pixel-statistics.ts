import type { PixelStatistics } from '../clip/normalise-pixels.ts';

/** OpenAI's; drawn scenes have others, but every tool for CLIPs assumes these. */
export const pixelStatistics: PixelStatistics = {
  pixelMean: [0.48145466, 0.4578275, 0.40821073],
  pixelStd: [0.26862954, 0.26130258, 0.27577711],
};
