/**
 * Whether a device can be trusted: a small CLIP with drawn weights runs on it and on the CPU, and both have to agree. A driver that
 * computes nonsense is known in well under a second, before any picture gets its scores from it.
 */
import { TagmaskError } from '../errors.ts';
import type { Candidate } from '../runtime/devices.ts';
import type { Outputs } from '../runtime/session.ts';
import { startSession } from '../runtime/start-session.ts';
import { buildReferences } from './check-network.ts';
import { describeSlowness, findSlowness, type Speed } from './device-speed.ts';

/** Rounding to the 10 bits that graphics cards multiply with (TF32, fp16) gives a thousandth; a wrong kernel gives about one. */
const tolerance = 5e-3;
const timedRuns = 3;

interface Measurement {
  readonly candidate: Candidate;
  readonly threads: number;
  readonly pictures: number;
}

interface Measured {
  readonly outputs: readonly Outputs[];
  /** Of the best run of the image tower. */
  readonly elapsedMs: number;
}

async function measure({ candidate, threads, pictures }: Measurement): Promise<Measured> {
  const outputs: Outputs[] = [];
  const times: number[] = [];
  for (const { compiled, feeds } of buildReferences(pictures)) {
    const session = await startSession(compiled, { candidate, threads });
    try {
      outputs.push(await session.run(feeds));
      const runs = outputs.length === 1 ? timedRuns : 0;
      for (let run = 0; run < runs; run++) {
        const start = performance.now();
        await session.run(feeds);
        times.push(performance.now() - start);
      }
    } finally {
      await session.close();
    }
  }
  return { outputs, elapsedMs: Math.min(...times) };
}

/** |a − b| / |b| over all outputs together; NaN where one of them is none. */
function differenceOf(actual: readonly Outputs[], expected: readonly Outputs[]): number {
  let [difference, norm] = [0, 0];
  expected.forEach((outputs, index) => {
    for (const [name, { data }] of Object.entries(outputs)) {
      data.forEach((value, place) => {
        difference += ((actual[index]?.[name]?.data[place] ?? NaN) - value) ** 2;
        norm += value ** 2;
      });
    }
  });
  return Math.sqrt(difference / norm);
}

const checked = new Map<string, Promise<Measured>>();

/** Once a process for each device: it costs as much as a few pictures. */
function measureOnce(measurement: Measurement): Promise<Measured> {
  const { candidate, threads, pictures } = measurement;
  const key = `${candidate} ${threads} ${pictures}`;
  const known = checked.get(key) ?? measure(measurement);
  checked.set(key, known);
  return known;
}

const untrusted = (why: string): TagmaskError => new TagmaskError('unavailable', 'device-untrusted', why);

/** Rejects where the results are not the CPU's. */
async function compare(measurement: Measurement): Promise<Speed> {
  const there = await measureOnce(measurement);
  const here = await measureOnce({ ...measurement, candidate: 'cpu' });
  const difference = differenceOf(there.outputs, here.outputs);
  if (!(difference <= tolerance))
    throw untrusted(`its results differ from the CPU's by ${(100 * difference).toPrecision(2)} %.`);
  return { pictures: measurement.pictures, thereMs: there.elapsedMs, hereMs: here.elapsedMs };
}

/**
 * Rejects where the device does not start, where its results are not the CPU's, and, if it is to be `fast`, where it is clearly slower
 * than the CPU. The CPU itself is the measure and not checked.
 */
export async function checkDevice(
  candidate: Candidate,
  { threads, fast }: { readonly threads: number; readonly fast: boolean },
): Promise<void> {
  if (candidate === 'cpu') return;
  const one = await compare({ candidate, threads, pictures: 1 });
  if (!fast) return;
  const slow = await findSlowness(one, (pictures) => compare({ candidate, threads, pictures }));
  if (slow !== null) throw untrusted(describeSlowness(slow));
}
