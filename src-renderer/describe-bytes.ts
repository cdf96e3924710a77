import type { JobView } from '../src-main/services/types.ts';
import { formatBytes } from './format.ts';
import { words } from './words.ts';

/** True for a job whose counts are bytes, of a download. */
export const countsBytes = ({ kind }: JobView): boolean => kind === 'pull' || kind === 'verify';

/** How far a download is: `312 MB of 599 MB · 12 MB a second · 23 sec left`. */
export function describeBytes({ state, done, total, perSecond, secondsLeft }: JobView): string {
  const parts = [words.models.progress(formatBytes(done), total === null ? null : formatBytes(total))];
  if (state !== 'running') return parts.join('');
  if (perSecond !== null) parts.push(words.models.rate(formatBytes(perSecond)));
  if (secondsLeft !== null) parts.push(words.jobs.left(secondsLeft));
  return parts.join(' · ');
}
