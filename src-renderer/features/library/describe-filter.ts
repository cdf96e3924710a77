import { formatScore } from '../../format.ts';
import type { PictureQuery } from '../../state/picture-query.ts';
import { words } from '../../words.ts';

/** A filter in a few words, such as `Undecided · dog · 0.40–0.60`. */
export function describeFilter(query: PictureQuery): string {
  const { state, tag, text, minScore, maxScore, run, model, reviewer, errors } = query;
  const score =
    minScore === undefined && maxScore === undefined
      ? undefined
      : `${formatScore(minScore ?? 0)}–${formatScore(maxScore ?? 1)}`;
  const parts = [
    state === undefined ? undefined : words.filter.states[state],
    errors === undefined ? undefined : words.filter.states.errors,
    tag,
    text === undefined ? undefined : `“${text}”`,
    score,
    run === undefined ? model : `${words.filter.run}: ${run}`,
    reviewer,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
