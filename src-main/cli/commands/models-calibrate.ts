import {
  calibrateModel,
  type CalibrationReport,
  type CalibrationState,
} from '../../services/calibrate-model.ts';
import { deviceNames, presetNames } from '../../services/choices.ts';
import { choiceOption, numberOption, UsageError, type Invocation } from '../command.ts';
import { withEngine } from '../engine.ts';
import { importFirst } from '../import-first.ts';
import { countOf, formatRows, printResult } from '../output.ts';
import { showJob } from '../show-job.ts';
import { TagmaskError } from '../../../models/errors.ts';

/** Some minutes with ViT-B/16 on a processor of 2024; the mean of a word's peak is then known to about a twentieth of its spread. */
const usualPairs = 400;

export const calibrateOptions = {
  limit: { type: 'string' },
  preset: { type: 'string' },
  device: { type: 'string' },
  seed: { type: 'string' },
  outside: { type: 'boolean' },
} as const;

/** `models calibrate NAME FOLDER` */
export async function calibrate(invocation: Invocation): Promise<void> {
  const [, model, dataset] = invocation.positionals;
  if (model === undefined || dataset === undefined)
    throw new UsageError("models calibrate needs a model's name and the folder of a dataset.");
  const { signal, json, options } = invocation;
  const preset = choiceOption(invocation, 'preset', presetNames);
  const device = choiceOption(invocation, 'device', deviceNames);
  const request = {
    ...{ model, outside: options['outside'] === true },
    ...(preset === undefined ? {} : { preset }),
    ...(device === undefined ? {} : { device }),
    limit: numberOption(invocation, 'limit', 1) ?? usualPairs,
    seed: numberOption(invocation, 'seed', 0) ?? 1,
  };
  await withEngine(dataset, {}, async (engine) => {
    const { workspace } = engine;
    if (workspace === null)
      throw new TagmaskError(
        'conflict',
        'project-in-use',
        `The project of ${dataset} is open in another Tagmask: close it first.`,
      );
    await importFirst(engine, signal);
    const { db, folder } = workspace.project;
    const work = (
      context: Pick<typeof request & Parameters<typeof calibrateModel>[0], 'signal' | 'report'>,
    ) => calibrateModel({ ...request, ...context, db, folder });
    const report = await showJob<CalibrationReport>(
      (jobs) => jobs.start({ kind: 'calibrate', title: `Calibrate ${model}`, work }),
      { signal, howToGoOn: 'Nothing was changed.' },
    );
    printResult(report, { json, text: describe(report) });
  });
}

function describe({ model, file, pairs, before, after }: CalibrationReport): string {
  const line = (name: string, show: (state: CalibrationState) => string): [string, string] => [
    name,
    `${show(before)} → ${show(after)}`,
  ];
  const rows = [
    line('w, b', ({ w, b }) => `${w.toFixed(2)}, ${b.toFixed(2)}`),
    line('threshold', (state) => state.threshold.toFixed(2)),
    line('floor', ({ floor }) => floor.toFixed(3)),
    line('chosen words', ({ chosen }) => percent(chosen)),
    line('with a mask', ({ masked }) => percent(masked)),
    line('masks of words that are not there', ({ absentMasked }) => percent(absentMasked)),
    line("others' captions with a chosen word", ({ shuffledChosen }) => percent(shuffledChosen)),
    ...(after.reviewed === null
      ? []
      : [line('reviewed: precision, recall, F1', ({ reviewed }) => describeReviewed(reviewed))]),
  ];
  const fitted = `fitted on ${countOf(pairs.fitted, 'picture')}, measured on ${pairs.heldOut} others`;
  return `${model}, ${fitted}:\n${formatRows(rows)}\nStored in ${file}. Runs that were started before keep what they had.`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const describeReviewed = (metrics: CalibrationState['reviewed']): string =>
  metrics === null ? '–' : [metrics.precision, metrics.recall, metrics.f1].map(percent).join(', ');
