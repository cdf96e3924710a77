/** What a TTD training says of itself. This file has types only. */
import type { HeldOutEntry, StopReason } from './judge.ts';
import type { SkippedPicture } from './pair.ts';

/** M of a held-out pair's caption: base64 of height × width bytes, row by row, each round(255·M). */
export interface CaptionMap {
  readonly file: string;
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  readonly data: string;
}

export type TtdProgress =
  | {
      /** Before the first step: pairs are read, or compared with their pictures by the base. */
      readonly type: 'prepare';
      readonly stage: 'pairs' | 'prune';
      readonly done: number;
      readonly total: number | null;
    }
  | {
      readonly type: 'step';
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly parts: Readonly<Record<string, number>>;
      /** Words of the batch that are trained as relevant, of all. */
      readonly chosen: number;
      readonly learningRate: number;
      readonly gradientNorm: number;
      /** Of this process, from its beginning on. */
      readonly picturesPerSecond: number;
      readonly secondsLeft: number;
    }
  | ({ readonly type: 'held-out'; readonly isBest: boolean } & HeldOutEntry)
  | {
      /** With each look, where they are asked for. */
      readonly type: 'maps';
      readonly step: number;
      readonly maps: readonly CaptionMap[];
    }
  | ({ readonly type: 'skipped' } & SkippedPicture);

export interface TtdResult {
  readonly type: 'result';
  readonly folder: string;
  /** Of base and adapter together, as runs record it. */
  readonly sha256: string;
  readonly kind: 'adapter' | 'merged';
  readonly base: { readonly name: string; readonly sha256: string };
  /** Steps done. */
  readonly steps: number;
  /** Why it ended, and a sentence where it ended early. */
  readonly ended: 'steps' | StopReason;
  readonly sentence: string | null;
  /** Held-out pairs before the first step, and of the weights that are written. */
  readonly first: HeldOutEntry;
  readonly best: HeldOutEntry;
  readonly pairs: {
    readonly training: number;
    readonly heldOut: number;
    readonly pruned: number;
    /** Pictures that were left out, before the training or in its course. */
    readonly skipped: number;
  };
  /** Seconds of this process; those before a resume are not counted. */
  readonly seconds: number;
}
