import type { DatasetStatus, ReviewerView, RunView } from '../../services/types.ts';
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
      const { reviewers } = await valueOf(engine.client.api.reviewers.$get());
      printResult({ ...status, reviewers }, { json, text: describeStatus(status, reviewers) });
    });
  },
};

function describeStatus(
  { pictures, captions, tags, runs }: DatasetStatus,
  reviewers: readonly ReviewerView[],
): string {
  const format = new Intl.NumberFormat('en').format;
  return formatRows([
    ['pictures', format(pictures)],
    ['captions', format(captions)],
    ['proposed', countOf(tags.proposed, 'tag')],
    ['accepted', countOf(tags.accepted, 'tag')],
    ['rejected', countOf(tags.rejected, 'tag')],
    ['unsure', countOf(tags.unsure, 'tag')],
    ['undecided', countOf(tags.undecided, 'tag')],
    ...reviewers.map((reviewer): [string, string] => [reviewer.name, describePace(reviewer)]),
    ...runs.map((run): [string, string] => [`run ${run.id}`, describeRun(run)]),
  ]);
}

function describePace({ seconds_per_verdict, seconds_per_mask }: ReviewerView): string {
  const verdicts =
    seconds_per_verdict === null ? 'no timed verdicts' : `${seconds_per_verdict.toFixed(1)} s a verdict`;
  return seconds_per_mask === null ? verdicts : `${verdicts}, ${seconds_per_mask.toFixed(1)} s a drawn mask`;
}

function describeRun({ model, state, done, failed, total, device, error }: RunView): string {
  const counts = `${done} of ${total}${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${state}, ${counts}, ${model.name}${device === null ? '' : ` on ${device}`}${error === null ? '' : `: ${error}`}`;
}
