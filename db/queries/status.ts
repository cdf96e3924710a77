import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';
import { flag } from './selection.ts';

/** Numbers of tags by state; stop words are left out. `proposed` counts what the newest run calls relevant. */
export interface StateCounts {
  accepted: number;
  rejected: number;
  unsure: number;
  undecided: number;
  proposed: number;
}

/** Sums over the words, which triggers keep. */
export function countTags(db: ReadDb): StateCounts {
  const select = statement<[], StateCounts>(
    db,
    `SELECT coalesce(sum(accepted), 0) AS accepted, coalesce(sum(rejected), 0) AS rejected,
       coalesce(sum(unsure), 0) AS unsure, coalesce(sum(undecided), 0) AS undecided,
       coalesce(sum(proposed), 0) AS proposed
     FROM word INDEXED BY word_by_counts`,
  );
  return select.get() ?? { accepted: 0, rejected: 0, unsure: 0, undecided: 0, proposed: 0 };
}

/** How many tags there are to decide on: all undecided ones but those of pictures that cannot be seen, which are few. */
export function countOpenTags(db: ReadDb): number {
  const hidden = statement<[], number>(
    db,
    `SELECT coalesce(sum(undecided), 0) FROM picture_summary INDEXED BY picture_summary_by_flags WHERE flags < ${flag.usable}`,
  );
  return countTags(db).undecided - (hidden.pluck().get() ?? 0);
}
