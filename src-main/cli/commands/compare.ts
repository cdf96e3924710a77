import type { ChangedWords, PictureChange, RunComparison } from '../../services/compare/compare-types.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { RunView } from '../../services/types.ts';
import { wholeOption, type Command, type Invocation } from '../command.ts';
import { valueOf, withEngine, type Engine } from '../engine.ts';
import { countOf, formatRows, printResult, ProgressLine } from '../output.ts';

/** Pictures that are printed, those that have changed most. */
const shown = 20;

export const compareCommand: Command = {
  usage: 'compare FOLDER [--before RUN] [--after RUN]',
  summary:
    'Show what two runs propose differently, by default the newest two: totals, and the pictures that changed most',
  options: { before: { type: 'string' }, after: { type: 'string' } },
  arguments: [1, 1],
  run: async (invocation) => {
    const query = queryOf(invocation);
    await withEngine(invocation.positionals[0] ?? '', {}, async (engine) => {
      const comparison = await countAll(engine, query, invocation.signal);
      const { before, after, totals, pictures } = comparison;
      printResult(
        { before, after, totals, pictures },
        { json: invocation.json, text: describeComparison(comparison) },
      );
    });
  },
};

interface Query {
  readonly before?: string;
  readonly after?: string;
  readonly only: 'changed';
  readonly limit: string;
}

function queryOf(invocation: Invocation): Query {
  const [before, after] = [wholeOption(invocation, 'before', 1), wholeOption(invocation, 'after', 1)];
  return {
    ...(before === undefined ? {} : { before: String(before) }),
    ...(after === undefined ? {} : { after: String(after) }),
    only: 'changed',
    limit: String(shown),
  };
}

/** An answer tells how far the engine has counted; asked again, it goes on. */
async function countAll(engine: Engine, query: Query, signal: AbortSignal): Promise<RunComparison> {
  const line = new ProgressLine();
  try {
    for (;;) {
      const comparison = await valueOf(engine.client.api.runs.compare.$get({ query }));
      if (comparison.counted >= comparison.totals.pictures) return comparison;
      if (signal.aborted)
        throw new TagmaskError('conflict', 'cancelled', 'The comparison was stopped. Nothing was changed.');
      line.show(
        `Compare: ${countOf(comparison.counted, 'picture')} of ${countOf(comparison.totals.pictures, 'picture')}`,
      );
    }
  } finally {
    line.clear();
  }
}

function describeComparison({ before, after, totals, pictures }: RunComparison): string {
  const { changed, added, gone, both, iou } = totals;
  const rows = formatRows([
    ['before', describeRun(before)],
    ['after', describeRun(after)],
    [
      'pictures',
      `${countOf(totals.pictures, 'picture')} in both runs, ${countOf(changed, 'picture')} changed`,
    ],
    ['newly proposed', describeWords(added)],
    ['no longer', describeWords(gone)],
    [
      'in both',
      `${countOf(both, 'word')}${iou === null ? '' : `, mean IoU of their masks ${iou.toFixed(3)}`}`,
    ],
    [
      'by verdicts',
      `${countOf(added.accepted + gone.rejected, 'word')} better, ${countOf(added.rejected + gone.accepted, 'word')} worse`,
    ],
  ]);
  return [rows, ...(pictures.length === 0 ? [] : ['', ...pictures.map(describePicture)])].join('\n');
}

const describeRun = ({ id, model, parameters, state, done, total }: RunView): string =>
  `run ${id}, ${model.name}, ${parameters.preset}${state === 'done' ? '' : ` (${state}: ${done} of ${countOf(total, 'picture')})`}`;

const describeWords = ({ words, accepted, rejected }: ChangedWords): string =>
  `${countOf(words, 'word')} (${accepted} accepted, ${rejected} rejected)`;

const describePicture = ({ path, added, gone, iou }: PictureChange): string =>
  `+${added.words} −${gone.words}${iou === null ? '' : ` IoU ${iou.toFixed(2)}`}  ${path}`;
