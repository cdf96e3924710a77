import type { FoundLabel } from '../../../db/queries/found-labels.ts';
import type { ImportedWord } from '../../../db/queries/imported-labels.ts';
import { areaOf, boundingBoxOf, encodeMask, type Rle } from '../../../models/masks/index.ts';
import { isStopWord } from '../../../models/tagging/index.ts';
import type { FileCaption, PlacedWord } from './read-label-file.ts';

export interface LabelledPicture {
  readonly pictureId: number;
  readonly file: string;
  readonly captions: readonly FileCaption[];
  readonly masks: ReadonlyMap<string, Rle | null>;
  /** The ids of the picture's stored captions by their texts. */
  readonly captionIds: ReadonlyMap<string, number>;
}

/** One label a tag, with all that the file says of it: relevant anywhere is accepted, a word without a verdict is none. */
export function labelsOf({ pictureId, file, captions, masks, captionIds }: LabelledPicture): FoundLabel[] {
  const said = captions.flatMap(({ text, words }) =>
    words.map((word) => ({ word, captionId: captionIds.get(text) ?? null })),
  );
  return [...Map.groupBy(said, ({ word }) => word.tag)].flatMap(([text, places]) => {
    const verdict = verdictOf(places.map(({ word }) => word));
    if (verdict === null) return [];
    const mask = verdict === 'accepted' ? (masks.get(text) ?? null) : null;
    return {
      ...({ pictureId, text, file, verdict, stopWord: isStopWord(text) ? 1 : 0 } as const),
      mask: mask === null ? null : measured(mask),
      words: places.map(({ word, captionId }) => describeWord(word, captionId)),
    };
  });
}

function verdictOf(words: readonly PlacedWord[]): FoundLabel['verdict'] | null {
  if (words.some(({ relevant }) => relevant)) return 'accepted';
  if (words.some(({ state }) => state === 'unsure')) return 'unsure';
  return words.some(({ state }) => state === undefined) ? 'rejected' : null;
}

const describeWord = (
  { place, relevant, score, source, category, state }: PlacedWord,
  captionId: number | null,
): ImportedWord => [
  place === null ? null : captionId,
  place?.start ?? 0,
  relevant ? 1 : 0,
  score,
  source,
  category ?? null,
  state ?? null,
];

/** A mask without pixels is none. */
function measured(mask: Rle): FoundLabel['mask'] {
  const area = areaOf(mask);
  if (area === 0) return null;
  const { width, height } = mask;
  return { width, height, counts: encodeMask(mask).counts, area, bbox: boundingBoxOf(mask) };
}
