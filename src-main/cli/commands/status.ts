import type { DatasetStatus, RunView } from '../../services/types.ts';
import type { Command } from '../command.ts';
import { valueOf, withEngine } from '../engine.ts';
import { countOf, formatRows, printResult } from '../output.ts';

export const statusCommand: Command = {
  usage: 'status FOLDER',
  summary: 'Count pictures, tags and verdicts, and list the runs',
  arguments: [1, 1],
  run: async ({ positionals, json }) => {
    await withEngine(positionals[0] ?? '', {}, async (engine) => {
      const status = await valueOf(engine.client.api.status.$get());
      printResult(status, { json, text: describeStatus(status) });
    });
  },
};

function describeStatus({ pictures, captions, tags, runs }: DatasetStatus): string {
  const format = new Intl.NumberFormat('en').format;
  return formatRows([
    ['pictures', format(pictures)],
    ['captions', format(captions)],
    ['proposed', countOf(tags.proposed, 'tag')],
    ['accepted', countOf(tags.accepted, 'tag')],
    ['rejected', countOf(tags.rejected, 'tag')],
    ['unsure', countOf(tags.unsure, 'tag')],
    ['undecided', countOf(tags.undecided, 'tag')],
    ...runs.map((run): [string, string] => [`run ${run.id}`, describeRun(run)]),
  ]);
}

function describeRun({ model, state, done, failed, total, device, error }: RunView): string {
  const counts = `${done} of ${total}${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${state}, ${counts}, ${model.name}${device === null ? '' : ` on ${device}`}${error === null ? '' : `: ${error}`}`;
}
