/** How a model does on single tags, with pictures to look at. */

/** Where a judged picture is found again. */
export interface PictureSource {
  readonly file: string;
  /** In its project; null where the truth comes from files. */
  readonly pictureId: number | null;
}

/** What became of a tag in one picture. */
export interface TagOutcome {
  readonly words: number;
  readonly trueWords: number;
  readonly chosen: number;
  readonly hits: number;
  /** Of the tag's mask; null where there is none to compare with. */
  readonly iou: number | null;
}

export interface TagExample extends PictureSource {
  /** True and not chosen, chosen and not true, or chosen and true. */
  readonly outcome: 'missed' | 'wrong' | 'found';
  readonly iou: number | null;
}

/** A tag over all pictures, by pixel scoring; rates are null where nothing is divided by. */
export interface TagRow {
  readonly tag: string;
  /** Of the captions, those that count. */
  readonly words: number;
  readonly trueWords: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly meanIoU: number | null;
  /** Pictures with a mask to compare with. */
  readonly masks: number;
  /** The worst first: what is missed or wrong, then the masks that fit least. */
  readonly examples: readonly TagExample[];
}

const keptRows = 500;
const keptExamples = 4;

interface Sums {
  words: number;
  trueWords: number;
  chosen: number;
  hits: number;
  ious: number;
  masks: number;
  examples: readonly TagExample[];
}

/** Grows with the different tags, not with the pictures. */
export class TagRows {
  readonly #tags = new Map<string, Sums>();

  add(tag: string, outcome: TagOutcome, source: PictureSource | null): void {
    const { words, trueWords, chosen, hits, iou } = outcome;
    const sums = this.#tags.get(tag) ?? { ...emptySums };
    this.#tags.set(tag, sums);
    sums.words += words;
    sums.trueWords += trueWords;
    sums.chosen += chosen;
    sums.hits += hits;
    if (iou !== null) {
      sums.ious += iou;
      sums.masks++;
    }
    const example = source === null ? null : describeExample(outcome, source);
    if (example !== null)
      sums.examples = [...sums.examples, example]
        .sort((a, b) => badnessOf(b) - badnessOf(a))
        .slice(0, keptExamples);
  }

  /** The most frequent first, at most 500 of them. */
  report(): { readonly byTag: readonly TagRow[]; readonly moreTags: number } {
    const rows = [...this.#tags]
      .filter(([, { words }]) => words > 0)
      .sort(([a, one], [b, other]) => other.words - one.words || (a < b ? -1 : 1));
    const byTag = rows.slice(0, keptRows).map(([tag, sums]): TagRow => {
      const { words, trueWords, chosen, hits, ious, masks, examples } = sums;
      return {
        ...{ tag, words, trueWords, masks, examples },
        precision: chosen === 0 ? null : hits / chosen,
        recall: trueWords === 0 ? null : hits / trueWords,
        meanIoU: masks === 0 ? null : ious / masks,
      };
    });
    return { byTag, moreTags: rows.length - byTag.length };
  }
}

const emptySums: Sums = { words: 0, trueWords: 0, chosen: 0, hits: 0, ious: 0, masks: 0, examples: [] };

/** null where the tag is rightly left out: there is nothing to see. */
function describeExample(
  { trueWords, chosen, hits, iou }: TagOutcome,
  source: PictureSource,
): TagExample | null {
  if (hits < trueWords) return { ...source, outcome: 'missed', iou };
  if (hits < chosen) return { ...source, outcome: 'wrong', iou };
  return hits === 0 ? null : { ...source, outcome: 'found', iou };
}

const badnessOf = ({ outcome, iou }: TagExample): number => (outcome === 'found' ? 1 - (iou ?? 1) : 2);
