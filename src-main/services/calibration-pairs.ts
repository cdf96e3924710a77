/** What a model says about a dataset's own pictures and captions, for its calibration. */
import { join } from 'node:path';

import type { ReadDb } from '../../db/connection.ts';
import { listCaptionedPictures, type CaptionedPicture } from '../../db/queries/captioned-pictures.ts';
import { listTags } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import { createUniform } from '../../models/random.ts';
import { selectRelevant, type PairCosines } from '../../models/tagging/index.ts';

import { readCaptionsToScore } from './caption-words.ts';
import type { JobProgress } from './jobs.ts';
import type { PictureInput, Scorer } from './scorer.ts';

export interface MeasuredPair extends PairCosines {
  /** Of each own word what a person has said; null where nobody has decided. */
  readonly verdicts: readonly (boolean | null)[];
}

export interface PairSource {
  readonly db: ReadDb;
  /** The dataset's folder. */
  readonly folder: string;
  readonly seed: number;
  /** At most so many pictures. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly report: (progress: JobProgress) => void;
}

/** What the next picture is measured with: the caption of the one before it, and the words that step 1 chose there. */
interface Other {
  readonly words: readonly string[];
  readonly chosen: readonly string[];
}

/**
 * Measures pictures drawn by the seed, each with its first caption and with that of the picture before it. Pictures that cannot be
 * read any more are left out. Rejects with the signal's reason.
 */
export async function measurePairs(scorer: Scorer, source: PairSource): Promise<MeasuredPair[]> {
  const { db, seed, limit, signal, report } = source;
  const pictures = shuffle(listCaptionedPictures(db), seed).slice(0, limit);
  const pairs: MeasuredPair[] = [];
  let other: Other = { words: [], chosen: [] };
  let failed = 0;
  for (const [done, picture] of pictures.entries()) {
    signal.throwIfAborted();
    report({ done, total: pictures.length, failed });
    const input = await readOrSkip(scorer, join(source.folder, picture.path));
    if (input === null) {
      failed += 1;
      continue;
    }
    const measured = await measurePair(scorer, { db, picture, input, other });
    pairs.push(measured.pair);
    other = measured.other;
  }
  report({ done: pictures.length, total: pictures.length, failed });
  return pairs;
}

/** Null where the picture has gone or changed into something else since it was scanned: what is left is enough. */
async function readOrSkip(scorer: Scorer, file: string): Promise<PictureInput | null> {
  try {
    return await scorer.read(file);
  } catch (error) {
    if (error instanceof TagmaskError) return null;
    throw error;
  }
}

interface Measured {
  readonly db: ReadDb;
  readonly picture: CaptionedPicture;
  readonly input: PictureInput;
  readonly other: Other;
}

async function measurePair(
  scorer: Scorer,
  { db, picture, input, other }: Measured,
): Promise<{ pair: MeasuredPair; other: Other }> {
  const captions = readCaptionsToScore(db, picture.id);
  const words = captions[0]?.words ?? [];
  const { tags } = await scorer.scoreInput(input, [{ text: '', words: [...words, ...other.words] }]);
  // The cosine of a word with a picture is the same in every caption.
  const cosines = new Map(tags.map(({ text, scores }) => [text, scores.pixel]));
  const cosinesOf = (list: readonly string[]): number[] => list.map((word) => cosines.get(word) ?? -1);
  const own = cosinesOf(words);
  const known = new Set(captions.flatMap((caption) => caption.words));
  const verdicts = readVerdicts(db, picture.id);
  const { relevant } = selectRelevant(own, { tau: scorer.parameters.tau, floor: -Infinity });
  return {
    pair: {
      own,
      shuffled: cosinesOf(other.words),
      absent: cosinesOf(other.chosen.filter((word) => !known.has(word))),
      verdicts: words.map((word) => verdicts.get(word) ?? null),
    },
    other: { words, chosen: [...new Set(words.filter((_, index) => relevant[index] === true))] },
  };
}

function readVerdicts(db: ReadDb, pictureId: number): ReadonlyMap<string, boolean> {
  const decided = listTags(db, pictureId).filter(({ state }) => state === 'accepted' || state === 'rejected');
  return new Map(decided.map(({ text, state }) => [text, state === 'accepted']));
}

function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const keys = createUniform(seed);
  return items
    .map((item) => ({ item, key: keys() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
