/** What the engine and the process of one half of a model for clicking say to each other. This file has types only. */
import type { EncodedMask, Size } from '../../../models/masks/index.ts';
import type { Embedding, Prompts } from '../../../models/segment-anything/index.ts';
import type { ThreadFailure } from '../worker-thread.ts';

export type HalfName = 'encoder' | 'decoder';

export interface HalfToOpen {
  readonly folder: string;
  readonly half: HalfName;
  readonly threads: number;
}

/** What a process is asked, and with what it answers. */
export interface HalfCalls {
  open: { asks: HalfToOpen; answers: null };
  /** A picture's file, and its displayed size. */
  encode: { asks: { readonly file: string; readonly size: Size }; answers: Embedding };
  /** Keeps an embedding under a name; answers with the names of all that are kept. */
  keep: {
    asks: { readonly key: string; readonly size: Size; readonly embedding: Embedding };
    answers: readonly string[];
  };
  segment: {
    asks: { readonly key: string; readonly prompts: Prompts };
    answers: { readonly mask: EncodedMask; readonly predictedIou: number };
  };
}

export type CallName = keyof HalfCalls;

export type ToHalf = {
  [Name in CallName]: { readonly id: number; readonly call: Name; readonly asks: HalfCalls[Name]['asks'] };
}[CallName];

export type FromHalf =
  | { readonly id: number; readonly answer: HalfCalls[CallName]['answers'] }
  | { readonly id: number; readonly failure: ThreadFailure };
