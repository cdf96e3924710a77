import { basename, resolve } from 'node:path';

import { evaluationMethods, type EvaluationMethod } from '../../../models/evaluation/index.ts';
import { releasedFolders } from '../../formats/released.ts';
import { denseNames, deviceNames, presetNames } from '../../services/choices.ts';
import {
  evaluateDataset,
  type DatasetEvaluation,
  type EvaluationRequest,
} from '../../services/evaluation/evaluate-dataset.ts';
import { recipeFor } from '../../services/mask-choice.ts';
import { defaultPreset } from '../../services/scorer.ts';
import { truthKinds } from '../../services/evaluation/truth-source.ts';
import {
  choiceOption,
  shareOption,
  textOption,
  UsageError,
  wholeOption,
  type Command,
  type Invocation,
} from '../command.ts';
import { describeEvaluation } from '../evaluation-text.ts';
import { foldersOption, foldersUsage } from '../folders.ts';
import { maskChoice, maskOptions, maskUsage } from '../mask-choice.ts';
import { printResult } from '../output.ts';
import { showJob } from '../show-job.ts';

export const evalCommand: Command = {
  usage: `eval FOLDER [--model NAME|DIR] [--methods image,text,image_text,pixel,pos] [--preset fast|balanced|paper] [--dense NAME] ${maskUsage} [--device D] [--tau T] [--threshold M] [--limit N] [--stopwords] [--truth released|reviewed] ${foldersUsage}`,
  summary: 'Compare what a model proposes with the true tags and masks of a released dataset, or with what was reviewed', // prettier-ignore
  options: {
    model: { type: 'string' },
    methods: { type: 'string' },
    preset: { type: 'string' },
    dense: { type: 'string' },
    ...maskOptions,
    device: { type: 'string' },
    tau: { type: 'string' },
    threshold: { type: 'string' },
    limit: { type: 'string' },
    stopwords: { type: 'boolean', default: false },
    truth: { type: 'string' },
    folders: { type: 'string' },
  },
  arguments: [1, 1],
  run: async (invocation) => {
    const request = readRequest(invocation);
    const evaluation = await showJob<DatasetEvaluation>(
      (jobs) =>
        jobs.start({
          kind: 'evaluate',
          title: `Evaluate ${basename(resolve(request.folder))}`,
          work: (context) => evaluateDataset({ ...request, ...context }),
        }),
      { signal: invocation.signal, howToGoOn: 'Nothing was changed; --limit takes fewer pictures.' },
    );
    printResult(evaluation, { json: invocation.json, text: describeEvaluation(evaluation) });
  },
};

function readRequest(invocation: Invocation): Omit<EvaluationRequest, 'signal' | 'report'> {
  const model = textOption(invocation, 'model');
  const device = choiceOption(invocation, 'device', deviceNames);
  const kind = choiceOption(invocation, 'truth', truthKinds);
  const preset = choiceOption(invocation, 'preset', presetNames);
  const dense = choiceOption(invocation, 'dense', denseNames);
  const [tau, threshold] = [shareOption(invocation, 'tau'), shareOption(invocation, 'threshold')];
  return {
    folder: invocation.positionals[0] ?? '',
    folders: { ...releasedFolders, ...foldersOption(invocation) },
    limit: wholeOption(invocation, 'limit', 1) ?? Infinity,
    methods: methodsOption(invocation),
    dropStopWords: invocation.options['stopwords'] === true,
    ...(model === undefined ? {} : { model }),
    ...(device === undefined ? {} : { device }),
    ...(kind === undefined ? {} : { kind }),
    parameters: {
      ...(preset === undefined ? {} : { preset }),
      ...(dense === undefined ? {} : { dense }),
      ...(tau === undefined ? {} : { tau }),
      ...(threshold === undefined ? {} : { threshold }),
      masks: recipeFor(preset ?? defaultPreset, maskChoice(invocation)),
    },
  };
}

/** In the order of reports, whatever the order on the command line. */
function methodsOption(invocation: Invocation): readonly EvaluationMethod[] {
  const text = textOption(invocation, 'methods');
  if (text === undefined) return evaluationMethods;
  const asked = text.split(',').map((name) => name.trim());
  const isKnown = (name: string): boolean => evaluationMethods.some((method) => method === name);
  const unknown = asked.find((name) => !isKnown(name));
  if (unknown === undefined) return evaluationMethods.filter((method) => asked.includes(method));
  throw new UsageError(
    `--methods takes ${evaluationMethods.join(', ')}, with commas between them, not "${unknown}".`,
  );
}
