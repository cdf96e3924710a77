import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';

/** Numbers of tags by state; stop words are left out. `proposed` counts what the newest run calls relevant. */
export interface StateCounts {
  accepted: number;
  rejected: number;
  unsure: number;
  undecided: number;
  proposed: number;
}

interface StateCount {
  readonly verdict: Exclude<keyof StateCounts, 'proposed'>;
  readonly n: number;
}

export function countTags(db: ReadDb): StateCounts {
  const states = statement<[], StateCount>(
    db,
    'SELECT verdict, count(*) AS n FROM tag_state WHERE stop_word = 0 GROUP BY verdict',
  );
  const proposed = statement<[], { n: number }>(
    db,
    'SELECT count(*) AS n FROM newest_proposal WHERE relevant = 1 AND stop_word = 0',
  );
  return collect(states.all(), proposed.get()?.n);
}

function collect(states: readonly StateCount[], proposed = 0): StateCounts {
  const counts: StateCounts = { accepted: 0, rejected: 0, unsure: 0, undecided: 0, proposed };
  for (const { verdict, n } of states) counts[verdict] = n;
  return counts;
}
