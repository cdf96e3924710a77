import type { WordScores } from './scores.ts';
import type { Selection } from './select.ts';

/** One caption of a picture; every list has one entry a word. */
export interface ScoredCaption extends Selection {
  readonly words: readonly string[];
  readonly scores: WordScores;
}

/** What is proposed for a tag of a picture, whatever the number of its captions. */
export interface TagScore {
  readonly text: string;
  readonly scores: {
    readonly image: number;
    readonly text: number;
    readonly imageText: number;
    readonly pixel: number;
  };
  readonly normalised: number;
  readonly relevant: boolean;
}

/**
 * One entry a tag, in the order of first occurrence: the scores of the caption in which it stands out most (that makes
 * the highest normalised score), and relevant if any caption chose it.
 */
export function combineCaptions(captions: readonly ScoredCaption[]): TagScore[] {
  const tags = new Map<string, TagScore>();
  for (const caption of captions) {
    for (const [i, text] of caption.words.entries()) {
      const score = scoreAt(caption, i);
      const known = tags.get(text);
      if (known === undefined) tags.set(text, score);
      else {
        const best = score.normalised > known.normalised ? score : known;
        tags.set(text, { ...best, relevant: score.relevant || known.relevant });
      }
    }
  }
  return [...tags.values()];
}

function scoreAt({ words, scores, normalised, relevant }: ScoredCaption, i: number): TagScore {
  return {
    text: words[i] ?? '',
    scores: {
      image: scores.image[i] ?? 0,
      text: scores.text[i] ?? 0,
      imageText: scores.imageText[i] ?? 0,
      pixel: scores.pixel[i] ?? 0,
    },
    normalised: normalised[i] ?? 0,
    relevant: relevant[i] ?? false,
  };
}
