/**
 * What is said to the processes of a model for clicking. The engine speaks to the decoder's alone, which has the encoder's as a child: embeddings
 * of megabytes never pass the engine. This file has types only.
 */
import type { EncodedMask, Size } from '../../../models/masks/index.ts';
import type { Embedding, Prompts } from '../../../models/segment-anything/index.ts';
import type { ThreadFailure } from '../worker-thread.ts';

export interface HalfToOpen {
  readonly folder: string;
  readonly half: 'encoder' | 'decoder';
  readonly threads: number;
}

/** A picture's file, and its displayed size. */
export interface PictureToEncode {
  readonly file: string;
  readonly size: Size;
}

/** What a process is asked, and with what it answers. */
export interface HalfCalls {
  open: { asks: HalfToOpen; answers: null };
  /** Of the encoder. */
  encode: { asks: PictureToEncode; answers: Embedding };
  /** Of the decoder: has the encoder look at a picture and keeps what comes of it. Answers with the keys of all that is kept. */
  prepare: { asks: PictureToEncode & { readonly key: string }; answers: readonly string[] };
  /** Of the decoder: ends what the encoder is at. */
  stop: { asks: null; answers: null };
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
