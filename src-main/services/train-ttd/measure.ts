import { measureTags } from '../../../models/metrics/index.ts';
import type { Parameters, StepRunner } from '../../../models/train/index.ts';
import { takeOutput, type Feeds, type FloatTensor, type Outputs } from '../../../models/runtime/session.ts';
import type { HeldOutEntry } from './judge.ts';
import type { Pair } from './pair.ts';
import type { PairBatches } from './pair-batches.ts';

export interface HeldOutPairs {
  readonly session: StepRunner;
  readonly batches: PairBatches;
  readonly pairs: readonly Pair[];
  readonly batch: number;
  readonly signal: AbortSignal;
  /** Is told the captions' heat maps [B, P], batch by batch. */
  readonly onMaps?: (made: { readonly feeds: Feeds; readonly pairs: readonly Pair[] }, maps: FloatTensor) => void; // prettier-ignore
}

/** What step 1 says of the words, beside what is known of them. */
class Choices {
  #words = 0;
  #chosen = 0;
  readonly #truth: boolean[] = [];
  readonly #said: boolean[] = [];

  /** @param pseudo [B, W], padded */
  add(pairs: readonly Pair[], pseudo: Float32Array): void {
    const width = pseudo.length / pairs.length;
    for (const [row, { words, truth }] of pairs.entries())
      for (const place of words.keys()) {
        const isChosen = pseudo[row * width + place] === 1;
        this.#words += 1;
        this.#chosen += Number(isChosen);
        const known = truth[place] ?? null;
        if (known === null) continue;
        this.#truth.push(known);
        this.#said.push(isChosen);
      }
  }

  report(): Pick<HeldOutEntry, 'chosen' | 'tags' | 'known'> {
    const tags = this.#truth.length === 0 ? null : measureTags(this.#truth, this.#said);
    return { chosen: this.#chosen / Math.max(1, this.#words), tags, known: this.#truth.length };
  }
}

async function runOn(
  { feeds, pairs }: { readonly feeds: Feeds; readonly pairs: readonly Pair[] },
  { session, parameters, choices }: { session: StepRunner; parameters: Parameters; choices: Choices },
): Promise<Outputs> {
  const outputs = await session.run({ ...parameters, ...feeds });
  choices.add(pairs, takeOutput(outputs, 'pseudo').data);
  return outputs;
}

/** Losses, choice and, where the truth is known, how good the choice is, on all held-out pairs. @throws TagmaskError `no-pictures`; the signal's reason */
export async function measureHeldOut(
  { session, batches, pairs, batch, signal, onMaps }: HeldOutPairs,
  parameters: Parameters,
  step: number,
): Promise<HeldOutEntry> {
  const sums: Record<string, number> = {};
  const choices = new Choices();
  let seen = 0;
  for (let start = 0; start < pairs.length; start += batch) {
    signal.throwIfAborted(); // the look is taken again by the training that goes on
    const made = await batches.feedsOf(pairs.slice(start, start + batch), step);
    if (made === null) continue;
    const { pseudo: _, captionMaps, ...scalars } = await runOn(made, { session, parameters, choices });
    if (captionMaps !== undefined) onMaps?.(made, captionMaps);
    for (const [name, { data }] of Object.entries(scalars))
      sums[name] = (sums[name] ?? 0) + made.pairs.length * (data[0] ?? NaN);
    seen += made.pairs.length;
  }
  if (seen === 0) throw batches.noPictures(step, pairs.length);
  const { chosen: _, ...losses } = Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, sum / seen]),
  );
  return { step, losses, ...choices.report() };
}
