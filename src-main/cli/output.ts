/** Results go to stdout, progress and errors to stderr, so that `tagmask … --json > file` holds only the result. */
import { formatBytes } from '../services/model-library/format-bytes.ts';
import type { JobView } from '../services/types.ts';

const number = new Intl.NumberFormat('en');

export function printResult(result: unknown, { json, text }: { json: boolean; text: string }): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

export function printError(message: string): void {
  process.stderr.write(`tagmask: ${message}\n`);
}

/** "3 pictures", "1 picture", "12,000 pictures". */
export function countOf(count: number, noun: string): string {
  return `${number.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Two columns with the first one padded, for `status` and its like. */
export function formatRows(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** "Pre-label: 12 of 99, 4.1 a second, 22 s left, 1 failed", "Pull vit-b-16: 312 MB of 599 MB, 12 MB a second, 23 s left". */
export function formatProgress(job: JobView): string {
  const countsBytes = job.kind === 'pull' || job.kind === 'verify';
  const amount = countsBytes ? formatBytes : (count: number): string => number.format(count);
  const parts = [job.total === null ? amount(job.done) : `${amount(job.done)} of ${amount(job.total)}`];
  if (job.message !== null && job.state === 'running')
    return `${job.title}: ${parts.join('')}. ${job.message}`;
  if (job.perSecond !== null)
    parts.push(`${countsBytes ? formatBytes(job.perSecond) : job.perSecond.toPrecision(2)} a second`);
  if (job.secondsLeft !== null) parts.push(`${formatDuration(job.secondsLeft)} left`);
  if (job.failed > 0) parts.push(`${number.format(job.failed)} failed`);
  return `${job.title}: ${parts.join(', ')}`;
}

/** One line that is rewritten on a terminal; where stderr is a file, a line every ten seconds. */
export class ProgressLine {
  #lastWrite = 0;
  #shown = false;

  show(text: string): void {
    const now = performance.now();
    const { isTTY, columns = 80 } = process.stderr;
    if (now - this.#lastWrite < (isTTY ? 100 : 10_000)) return;
    this.#lastWrite = now;
    process.stderr.write(isTTY ? `\r\u001b[K${text.slice(0, columns - 1)}` : `${text}\n`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown && process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
