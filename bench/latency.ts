import { monitorEventLoopDelay } from 'node:perf_hooks';

const rounded = (milliseconds: number): number => Number(milliseconds.toFixed(1));

/** Median and 95th percentile of `count` calls, in milliseconds. */
export function timeCalls(count: number, call: (index: number) => unknown): { p50: number; p95: number } {
  const times = Array.from({ length: count }, (_, index) => {
    const start = performance.now();
    call(index);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const at = (share: number): number => rounded(times[Math.floor(share * (count - 1))] ?? NaN);
  return { p50: at(0.5), p95: at(0.95) };
}

export interface Watched<T> {
  readonly result: T;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The longest time and the 99th percentile for which nothing else could run in this process. */
  readonly longestDelayMs: number;
  readonly p99DelayMs: number;
  readonly memoryMb: number;
}

/** Runs long work and watches what it does to the process. */
export async function watch<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // It compares ticks: without one before, work that never yields would not be seen.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  // A last tick, so that a delay at the very end is seen too.
  const seconds = rounded((performance.now() - start) / 1000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  return {
    ...{ result, seconds, cpuSeconds: rounded((user + system) / 1e6) },
    ...{ longestDelayMs: rounded(delay.max / 1e6), p99DelayMs: rounded(delay.percentile(99) / 1e6) },
    memoryMb: Math.round(process.memoryUsage().rss / 1e6),
  };
}
