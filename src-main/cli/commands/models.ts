import { startPull, startVerify } from '../../services/model-jobs.ts';
import { formatBytes } from '../../services/model-library/format-bytes.ts';
import {
  findModel,
  makeDefault,
  removeModel,
  viewModelLibrary,
} from '../../services/model-library/library.ts';
import type { LibraryModel, VerifiedModel } from '../../services/model-library/library-types.ts';
import { readModelRequest } from '../../services/model-library/source.ts';
import { textOption, UsageError, type Command, type Invocation } from '../command.ts';
import { printResult } from '../output.ts';
import { showJob } from '../show-job.ts';
import { calibrate, calibrateOptions } from './models-calibrate.ts';
import { describeLibrary, describeModelLines } from './models-text.ts';

const actions = { list, pull, verify, remove, default: chooseDefault, calibrate } as const;
type Action = keyof typeof actions;
const isAction = (name: string): name is Action => Object.hasOwn(actions, name);

export const modelsCommand: Command = {
  usage:
    'models list | pull NAME|OWNER/NAME[@REVISION]|URL|DIR [--as NAME] | verify NAME | remove NAME | default NAME | calibrate NAME FOLDER [--limit N] [--preset P] [--device D] [--seed N] [--outside]',
  summary: 'List the model library, fetch models into it, check, remove, calibrate, or choose the default',
  options: { as: { type: 'string' }, ...calibrateOptions },
  arguments: [1, 3],
  run: async (invocation) => {
    const [action = ''] = invocation.positionals;
    if (!isAction(action))
      throw new UsageError(`models takes ${Object.keys(actions).join(', ')}, not "${action}".`);
    await actions[action](invocation);
  },
};

async function list({ json, positionals }: Invocation): Promise<void> {
  if (positionals.length > 1) throw new UsageError(`"${positionals[1] ?? ''}" is one argument too many.`);
  const library = await viewModelLibrary();
  printResult(library, { json, text: describeLibrary(library) });
}

async function pull(invocation: Invocation): Promise<void> {
  const { json, signal } = invocation;
  const request = readModelRequest(nameOf(invocation), textOption(invocation, 'as'));
  const howToGoOn = 'What has come is kept: the same command goes on from there.';
  const onChange = (): void => undefined;
  const model = await showJob<LibraryModel>((jobs) => startPull(request, { jobs, onChange }), {
    signal,
    howToGoOn,
  });
  const use =
    model.kind === 'segment-anything'
      ? useForClicking(model)
      : model.isDefault
        ? 'It is the default now: "tagmask prelabel FOLDER" uses it.'
        : `"tagmask prelabel FOLDER --model ${model.name}" uses it.`;
  printResult(model, { json, text: `${describeModelLines(model)}\n${use}` });
}

const useForClicking = ({ name, isDefault }: LibraryModel): string =>
  isDefault
    ? 'Clicking in the mask editor uses it from now on.'
    : `"tagmask models default ${name}" has clicking in the mask editor use it.`;

async function verify(invocation: Invocation): Promise<void> {
  const { json, signal } = invocation;
  const verified = await showJob<VerifiedModel>((jobs) => startVerify(nameOf(invocation), { jobs }), {
    signal,
    howToGoOn: 'Nothing was changed.',
  });
  const { name, files, bytes, sha256 } = verified;
  const text = `${name} is what was fetched: ${files} files, ${formatBytes(bytes)}, weights' SHA-256 ${sha256}`;
  printResult(verified, { json, text });
}

async function remove(invocation: Invocation): Promise<void> {
  const name = nameOf(invocation);
  await removeModel(name);
  printResult({ removed: name }, { json: invocation.json, text: `${name} is removed.` });
}

async function chooseDefault(invocation: Invocation): Promise<void> {
  const name = nameOf(invocation);
  makeDefault(name);
  const model = await findModel(name);
  const text =
    model.kind === 'clip' ? `Runs use ${name} from now on where no model is named.` : useForClicking(model);
  printResult(model, { json: invocation.json, text });
}

function nameOf({ positionals }: Invocation): string {
  const [action = '', name, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`"${more[0] ?? ''}" is one argument too many.`);
  if (name === undefined || name === '') throw new UsageError(`models ${action} needs a model's name.`);
  return name;
}
