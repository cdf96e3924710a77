/** The steps of a TTD training, with a look at the held-out pairs now and then. */
import { createHash } from 'node:crypto';

import { TagmaskError } from '../../../models/errors.ts';
import { createBatches } from '../../../models/train/batches.ts';
import { train, type Parameters, type TrainingProgress } from '../../../models/train/index.ts';
import { openTtd, type TtdPlan, type TtdSessions } from '../../../models/ttd/index.ts';
import { deviceNames } from '../choices.ts';
import { cacheFolder } from '../paths.ts';
import { Pace } from '../training/pace.ts';
import type { BaseModel } from './base.ts';
import { hasDecisions } from './decided.ts';
import { History } from './history.ts';
import type { HeldOutEntry } from './judge.ts';
import { measureHeldOut } from './measure.ts';
import type { TtdOptions } from './options.ts';
import { PairBatches } from './pair-batches.ts';
import type { Prepared } from './prepared.ts';
import type { TtdProgress } from './progress.ts';
import { ShownMaps } from './shown-maps.ts';
import { Skips } from './skips.ts';
import { createTokens } from './text-tokens.ts';
import type { Running } from './train-ttd.ts';
import { Watch } from './watch.ts';

export interface Outcome {
  readonly steps: number;
  readonly ended: 'steps' | 'patience' | 'collapse';
  readonly sentence: string | null;
  readonly best: HeldOutEntry;
  readonly history: readonly HeldOutEntry[];
  /** Those of the best look. */
  readonly parameters: Parameters;
  /** Pictures that went missing on the way. */
  readonly skipped: number;
}

/** The pictures' side, in whole patches by the time that a batch is made. */
export const sideOf = ({ side }: Pick<TtdOptions, 'side'>, { config }: Pick<BaseModel, 'config'>) => ({
  side: side ?? config.vision.imageSide,
  patch: config.vision.patch,
});

/** Image scores are other cosines than those that the floor was fitted on: their best word always counts. */
const floorOf = ({ tagSource }: TtdOptions, { calibration }: BaseModel): number =>
  tagSource === 'image' ? -1 : calibration.floor;

function planOf({ options, model, choose }: Running, { pairs }: Prepared): TtdPlan {
  const { distance, lambda, tau, normalisation, losses: parts, anchor, tagSource, dense } = options;
  const { rank, alpha, targets, sides } = options;
  const { w, b } = model.calibration;
  return {
    config: model.config,
    dense,
    losses: {
      ...{ distance, lambda, tau, normalisation, parts, w, b, floor: floorOf(options, model) },
      choosesByPicture: tagSource === 'image',
      hasDecisions: hasDecisions(pairs, choose),
      ...(anchor === 0 ? {} : { anchor: { weight: anchor, scale: model.scale } }),
    },
    lora: { rank, alpha, targets, sides },
  };
}

function describeStep(progress: TrainingProgress, picturesPerSecond: number): TtdProgress {
  const { step, steps, loss, scalars, learningRate, gradientNorm, secondsLeft } = progress;
  const { loss: _, chosen = NaN, ...parts } = scalars;
  return { type: 'step', step, steps, loss, parts, chosen, learningRate, gradientNorm, picturesPerSecond, secondsLeft }; // prettier-ignore
}

/** Pairs that are looked at beside the held-out ones before a training is refused. */
const probed = 64;

interface Machinery {
  readonly sessions: TtdSessions;
  readonly batches: PairBatches;
  readonly training: Prepared['pairs'];
  readonly watch: Watch;
}

async function runSteps(running: Running, prepared: Prepared, machinery: Machinery): Promise<boolean> {
  const { options, model, folder, onProgress, onWarning } = running;
  const { sessions, batches, training, watch } = machinery;
  const { steps, batch, seed, learningRate, warmup, weightDecay, measureEvery } = options;
  const enough = new AbortController();
  const stopIf = (isOver: boolean): void => void (isOver && enough.abort());
  const itemsOf = createBatches({ items: training.length, batch, accumulate: 1, seed });
  const next = (step: number): readonly number[] => (step < steps ? (itemsOf(step)[0] ?? []) : []);
  const pace = new Pace();
  const { isFinished } = await train({
    session: sessions.step,
    parameters: sessions.parameters,
    data: {
      items: training.length,
      identity: prepared.record.data.identity,
      feeds: (items, _, step) => batches.feeds(items, step, next(step + 1)),
    },
    network: createHash('sha256').update(JSON.stringify([model.sha256, planOf(running, prepared)])).digest('hex').slice(0, 16), // prettier-ignore
    options: { steps, batch, seed, learningRate, warmupSteps: Math.min(warmup, steps), adamW: { weightDecay }, checkpointEvery: measureEvery }, // prettier-ignore
    memorySettings: [`side ${sideOf(options, model).side}`, `rank ${options.rank}`],
    checkpoints: { folder },
    signal: AbortSignal.any([running.signal, enough.signal]),
    onWarning,
    onStart: async (step) => {
      watch.history.rewind(step);
      stopIf(await watch.visit(step));
    },
    onProgress: async (progress) => {
      onProgress(describeStep(progress, pace.add(Math.min(batch, training.length))));
      stopIf(await watch.visit(progress.step));
    },
  });
  return isFinished || enough.signal.aborted;
}

/** Null where the signal came first: the training is saved then. */
export async function runTraining(running: Running, prepared: Prepared): Promise<Outcome | null> {
  const { model, options, folder, choose, onProgress } = running;
  const device = deviceNames.find((name) => name === (running.device ?? prepared.record.device)) ?? 'cpu';
  const sessions = await openTtd(planOf(running, prepared), {
    ...{ weights: model.weights, sha256: model.sha256, cacheFolder: cacheFolder(), device },
    ...{ threads: running.threads ?? prepared.record.threads, seed: options.seed },
  });
  try {
    const skips = new Skips(folder, (picture) => onProgress({ type: 'skipped', ...picture }));
    const source = {
      ...{ positions: sessions.positions, choose, skips, hasDecisions: hasDecisions(prepared.pairs, choose) },
      input: { ...model.config, ...sideOf(options, model) },
      tokensOf: createTokens(model.tokenize, model.calibration.templateSet),
    };
    const training = prepared.pairs.filter(({ heldOut }) => !heldOut);
    const pairs = prepared.pairs.filter(({ heldOut }) => heldOut);
    const batches = new PairBatches({ ...source, pairs: training });
    const heldOut = {
      session: sessions.losses,
      batches,
      pairs,
      batch: options.batch,
      signal: running.signal,
    };
    const { parameters } = sessions;
    const measure = async (step: number): Promise<HeldOutEntry> => {
      const shown = new ShownMaps(running.shown ?? 0, model.config.vision.patch);
      const entry = await measureHeldOut({ ...heldOut, onMaps: shown.add }, parameters, step);
      if (shown.maps.length > 0) onProgress({ type: 'maps', step, maps: shown.maps });
      return entry;
    };
    const isTaught = choose !== null || training.some(({ verdicts }) => verdicts.includes(true));
    const probe = async (): Promise<number | null> =>
      isTaught ? null : (await measureHeldOut({ ...heldOut, pairs: training.slice(0, probed) }, parameters, 0)).chosen; // prettier-ignore
    const watch = new Watch(running, { measure, probe, parameters, history: await History.open(folder) });
    if (!(await runSteps(running, prepared, { sessions, batches, training, watch }))) return null;
    return await conclude(watch, parameters, skips.count);
  } catch (error) {
    if (running.signal.aborted && error === running.signal.reason) return null;
    throw error;
  } finally {
    await sessions.close();
  }
}

async function conclude(
  { history, judgement }: Watch,
  parameters: Parameters,
  skipped: number,
): Promise<Outcome> {
  const last = history.entries.at(-1);
  if (judgement === null || last === undefined)
    throw new TagmaskError('internal', 'not-measured', 'The training ended without a look at its held-out pairs. Please report this.'); // prettier-ignore
  const { best, stop } = judgement;
  await history.readBest(best, parameters);
  return {
    ...{ steps: last.step, ended: stop?.reason ?? 'steps', sentence: stop?.sentence ?? null },
    ...{ best, history: history.entries, parameters, skipped },
  };
}
