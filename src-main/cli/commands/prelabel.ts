import type { PrelabelReport } from '../../services/types.ts';
import { choiceOption, numberOption, shareOption, textOption, type Command } from '../command.ts';
import { valueOf, withEngine } from '../engine.ts';
import { followJob } from '../follow-job.ts';
import { maskChoice, maskOptions, maskUsage } from '../mask-choice.ts';
import { importFirst } from '../import-first.ts';
import { countOf, formatDuration, printResult } from '../output.ts';
import { denseNames, deviceNames, presetNames } from '../../services/choices.ts';

export const prelabelCommand: Command = {
  usage: `prelabel FOLDER [--model NAME|DIR] [--preset fast|balanced|paper] [--dense NAME] ${maskUsage} [--device D] [--tau T] [--limit N]`,
  summary: 'Propose tags and masks for the pictures of a folder',
  options: {
    model: { type: 'string' },
    preset: { type: 'string' },
    dense: { type: 'string' },
    ...maskOptions,
    device: { type: 'string' },
    tau: { type: 'string' },
    limit: { type: 'string' },
  },
  arguments: [1, 1],
  run: async (invocation) => {
    const model = textOption(invocation, 'model');
    const preset = choiceOption(invocation, 'preset', presetNames);
    const dense = choiceOption(invocation, 'dense', denseNames);
    const device = choiceOption(invocation, 'device', deviceNames);
    const tau = shareOption(invocation, 'tau');
    const limit = numberOption(invocation, 'limit', 1);
    await withEngine(invocation.positionals[0] ?? '', { model }, async (engine) => {
      const json = {
        ...(model === undefined || engine.workspace !== null ? {} : { model }),
        ...(preset === undefined ? {} : { preset }),
        ...(dense === undefined ? {} : { dense }),
        ...(device === undefined ? {} : { device }),
        ...(tau === undefined ? {} : { tau }),
        ...(limit === undefined ? {} : { limit }),
        ...maskChoice(invocation),
      };
      await importFirst(engine, invocation.signal);
      const run = await valueOf(engine.client.api.runs.$post({ json }));
      const report = (await followJob(engine, `run-${run.id}`, invocation.signal)) as PrelabelReport;
      const { done, failed, proposals, seconds } = report;
      const text =
        `${countOf(done, 'picture')} done, ${failed} failed, ${countOf(proposals, 'proposal')} ` +
        `in ${formatDuration(seconds)} (run ${run.id}, ${run.model.name})`;
      printResult(report, { json: invocation.json, text });
    });
  },
};
