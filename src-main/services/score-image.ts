import { codePointOffsets, findCandidates, type Candidate } from '../../models/tagging/index.ts';

import { resolveModel } from './models.ts';
import { cacheFolder } from './paths.ts';
import { Scorer, type ScoringParameters } from './scorer.ts';
import type { DeviceName } from './types.ts';

export interface ScoreRequest {
  /** The picture's file. */
  readonly image: string;
  readonly caption: string;
  /** A name of the library or a folder. */
  readonly model?: string;
  readonly device?: DeviceName;
  readonly parameters?: Partial<ScoringParameters>;
}

/** The value of `score --json`. */
export interface ScoreReport {
  readonly tags: readonly {
    readonly tag: string;
    /** Each [start, end) in Unicode code points. */
    readonly occurrences: readonly (readonly [start: number, end: number])[];
    readonly image: number;
    readonly text: number;
    readonly image_text: number;
    readonly pixel: number;
    readonly normalised: number;
    readonly relevant: boolean;
  }[];
}

/**
 * Scores the words of one caption on one picture without a project, stop words included: a tag each, in the order of
 * their first occurrence.
 * @throws TagmaskError as opening the model and reading the picture do
 */
export async function scoreImage({ image, caption, model, ...options }: ScoreRequest): Promise<ScoreReport> {
  const { folder, base } = await resolveModel(model);
  const scorer = await Scorer.open(folder, {
    ...options,
    ...(base === undefined ? {} : { base }),
    cacheFolder: cacheFolder(),
  });
  try {
    const { tags } = await scorer.score({ file: image, captions: [caption] });
    const places = findOccurrences(caption);
    return {
      tags: tags.map(({ text, scores, normalised, relevant }) => ({
        ...{ tag: text, occurrences: places.get(text) ?? [] },
        ...{ image: scores.image, text: scores.text, image_text: scores.imageText, pixel: scores.pixel },
        ...{ normalised, relevant },
      })),
    };
  } finally {
    await scorer.close();
  }
}

function findOccurrences(caption: string): Map<string, readonly [start: number, end: number][]> {
  const toCodePoints = codePointOffsets(caption);
  const words = Map.groupBy(findCandidates(caption), ({ text }) => text);
  const placesOf = (word: readonly Candidate[]) =>
    word.map(({ start, end }): [number, number] => [toCodePoints[start] ?? 0, toCodePoints[end] ?? 0]);
  return new Map([...words].map(([text, word]) => [text, placesOf(word)]));
}
