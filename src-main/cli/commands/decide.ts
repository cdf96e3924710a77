import type { ActionResult, Verdict } from '../../services/types.ts';
import { UsageError, numberOption, textOption, type Command, type Invocation } from '../command.ts';
import { valueOf, withEngine } from '../engine.ts';
import { countOf, printResult } from '../output.ts';

const verdicts: Readonly<Record<string, Verdict>> = {
  accept: 'accepted',
  reject: 'rejected',
  unsure: 'unsure',
};

const said: Readonly<Record<Verdict, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  unsure: 'marked unsure',
};

export const decideCommand: Command = {
  usage: 'decide FOLDER --accept|--reject|--unsure [--tag T] [--min-score S] --as NAME',
  summary: 'Decide on all undecided tags that match, as one step of undo; S is a normalised score, 0 to 1',
  options: {
    accept: { type: 'boolean' },
    reject: { type: 'boolean' },
    unsure: { type: 'boolean' },
    tag: { type: 'string' },
    'min-score': { type: 'string' },
    as: { type: 'string' },
  },
  arguments: [1, 1],
  run: async (invocation) => {
    const reviewer = textOption(invocation, 'as');
    if (reviewer === undefined) throw new UsageError('--as NAME is needed: every verdict has its reviewer.');
    const tag = textOption(invocation, 'tag');
    const minScore = numberOption(invocation, 'min-score', -1);
    const json = {
      verdict: readVerdict(invocation),
      ...(tag === undefined ? {} : { tag }),
      ...(minScore === undefined ? {} : { minScore }),
    };
    await withEngine(invocation.positionals[0] ?? '', { reviewer }, async (engine) => {
      const result = await valueOf(engine.client.api.decisions.bulk.$post({ json }));
      printResult(summarise(result), {
        json: invocation.json,
        text: `${countOf(result.changed, 'tag')} ${said[json.verdict]} by ${reviewer} (step ${result.actionId})`,
      });
    });
  },
};

function readVerdict({ options }: Invocation): Verdict {
  const given = Object.keys(verdicts).filter((name) => options[name] === true);
  const verdict = given.length === 1 ? verdicts[given[0] ?? ''] : undefined;
  if (verdict === undefined)
    throw new UsageError('Exactly one of --accept, --reject and --unsure is needed.');
  return verdict;
}

const undoOrRedo = (name: 'undo' | 'redo', summary: string): Command => ({
  usage: `${name} FOLDER [--as NAME]`,
  summary,
  options: { as: { type: 'string' } },
  arguments: [1, 1],
  run: async (invocation) => {
    const reviewer = textOption(invocation, 'as');
    await withEngine(invocation.positionals[0] ?? '', { reviewer }, async (engine) => {
      const result = await valueOf(engine.client.api[name].$post({ json: {} }));
      const kept = result.kept > 0 ? `; ${countOf(result.kept, 'tag')} left as decided since` : '';
      printResult(summarise(result), {
        json: invocation.json,
        text: `${describeChanged(result)} ${turned[name]}${kept} (step ${result.actionId})`,
      });
    });
  },
});

export const undoCommand = undoOrRedo('undo', 'Take back the last step of a reviewer');
export const redoCommand = undoOrRedo('redo', 'Do again what was undone last');

const turned = { undo: 'changed back', redo: 'changed again' } as const;

/** A step on words says whose they are: it may have decided on none of them. */
const describeChanged = ({ changed, edited }: ActionResult): string =>
  edited === undefined ? countOf(changed, 'tag') : `words of ${countOf(edited.length, 'picture')}`;

/** The changes themselves can be many and are for the window. */
const summarise = ({ actionId, kind, changed, kept }: ActionResult) => ({ actionId, kind, changed, kept });
