import { relative, resolve, isAbsolute } from 'node:path';

import type { ImportedLabels, ImportReport } from '../../services/types.ts';
import { importName } from '../../services/reviewer-name.ts';
import { pairFilesWithMaps, parseCaptionMap } from '../caption-map.ts';
import { UsageError, textListOption, type Command } from '../command.ts';
import { valueOf, withEngine } from '../engine.ts';
import { foldersOption, foldersUsage } from '../folders.ts';
import { followJob } from '../follow-job.ts';
import { countOf, printResult } from '../output.ts';

const shownProblems = 20;

export const importCommand: Command = {
  usage: `import FOLDER [--captions FILE …] [--map file=COLUMN,caption=COLUMN[,caption=COLUMN …][,header=no] …] ${foldersUsage}`,
  summary:
    'Scan a folder and pair its pictures with captions, tags and masks; one --map is for all files, several are for one each',
  options: {
    captions: { type: 'string', multiple: true },
    map: { type: 'string', multiple: true },
    folders: { type: 'string' },
  },
  arguments: [1, 1],
  run: async (invocation) => {
    const folder = resolve(invocation.positionals[0] ?? '');
    const files = textListOption(invocation, 'captions').map((file) => belowFolder(folder, file));
    const folders = foldersOption(invocation);
    const json = {
      ...pairFilesWithMaps(files, textListOption(invocation, 'map').map(parseCaptionMap)),
      ...(folders === undefined ? {} : { folders }),
    };
    await withEngine(folder, {}, async (engine) => {
      const job = await valueOf(engine.client.api.dataset.import.$post({ json }));
      const report = (await followJob(engine, job.id, invocation.signal)) as ImportReport;
      printResult(report, { json: invocation.json, text: describeImport(report) });
    });
  },
};

/** @throws UsageError for a file outside the dataset, whose pictures it could not name */
function belowFolder(folder: string, file: string): string {
  const path = relative(folder, resolve(file));
  if (!path.startsWith('..') && !isAbsolute(path)) return path;
  throw new UsageError(`The caption file ${file} lies outside ${folder}: copy it into the folder first.`);
}

export function describeImport({ pictures, captions, unmatched, errors, labels }: ImportReport): string {
  const problems = [
    ...errors.map(({ file, why }) => `  ${file}: ${why}`),
    ...unmatched.map(({ file, source, why }) => `  ${file} (named in ${source}): ${why}`),
  ];
  const counts = `${countOf(pictures, 'picture')}, ${countOf(captions, 'caption')}`;
  const head = labels === undefined ? counts : `${counts}, ${describeLabels(labels)}`;
  if (problems.length === 0) return head;
  const more = problems.length - shownProblems;
  const lines =
    more > 0 ? [...problems.slice(0, shownProblems), `  … and ${more} more (--json lists all)`] : problems;
  return [`${head}; ${countOf(problems.length, 'problem')}:`, ...lines].join('\n');
}

function describeLabels({ files, accepted, rejected, unsure, kept, step }: ImportedLabels): string {
  const decided =
    step === null ? 'nothing new' : `${accepted} accepted, ${rejected} rejected, ${unsure} unsure`;
  const undo = step === null ? '' : ` (step ${step}; undo --as ${importName} takes it back)`;
  return `labels of ${countOf(files, 'file')}: ${decided}, ${kept} left as they were${undo}`;
}
