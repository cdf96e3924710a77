import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { exportFormats, includeNames, instanceNames } from '../../services/choices.ts';
import { chooseFolders, type FolderChoice } from '../../services/released/folder-names.ts';
import type { ExportFormat, ExportInclude, ExportInstances, ExportReport } from '../../services/types.ts';
import { choiceOption, textOption, UsageError, type Command } from '../command.ts';
import { valueOf, withEngine, type Engine } from '../engine.ts';
import { fetchFiles, fetchFolder } from '../fetch-export.ts';
import { foldersOption, foldersUsage } from '../folders.ts';
import { followJob } from '../follow-job.ts';
import { countOf, printResult } from '../output.ts';

const shownSkips = 20;

/** A job's result also says where the export lies. */
interface NamedReport extends ExportReport {
  readonly name: string;
  readonly folder: string;
}

export const exportCommand: Command = {
  usage: `export FOLDER --format coco|released|semantic --out DIR [--include accepted|proposed|all] [--instances whole|parts] [--classes FILE] ${foldersUsage}`,
  summary: 'Write the decided tags and masks to files and check them against the project',
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    include: { type: 'string' },
    instances: { type: 'string' },
    classes: { type: 'string' },
    folders: { type: 'string' },
  },
  arguments: [1, 1],
  run: async (invocation) => {
    const format = choiceOption(invocation, 'format', exportFormats);
    const target = textOption(invocation, 'out');
    if (format === undefined) throw new UsageError(`--format is needed: ${exportFormats.join(' or ')}.`);
    if (target === undefined) throw new UsageError('--out DIR is needed: where the files go.');
    const include = choiceOption(invocation, 'include', includeNames) ?? 'accepted';
    const folders = foldersOption(invocation);
    if (folders !== undefined) chooseFolders(folders);
    const instances = choiceOption(invocation, 'instances', instanceNames);
    if (instances !== undefined && format !== 'coco')
      throw new UsageError(`--instances is for --format coco, not ${format}.`);
    const classes = readClasses(textOption(invocation, 'classes'), format);
    const order = {
      ...{ format, include },
      ...(folders === undefined ? {} : { folders }),
      ...(instances === undefined ? {} : { instances }),
      ...(classes === undefined ? {} : { classes }),
    };
    const out = resolve(target);
    await withEngine(invocation.positionals[0] ?? '', {}, async (engine) => {
      const report = await exportTo(engine, { order, out, signal: invocation.signal });
      printResult(report, { json: invocation.json, text: describeExport(report, out) });
    });
  },
};

/** A tag a line. */
function readClasses(file: string | undefined, format: ExportFormat): readonly string[] | undefined {
  if (file === undefined) return undefined;
  if (format !== 'semantic') throw new UsageError(`--classes is for --format semantic, not ${format}.`);
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
  } catch (cause) {
    const message = `The list of classes ${file} cannot be read: give a text file with a tag a line.`;
    throw new TagmaskError('input', 'classes-unreadable', message, { cause });
  }
}

interface ExportTo {
  readonly order: {
    readonly format: ExportFormat;
    readonly include: ExportInclude;
    readonly instances?: ExportInstances;
    readonly classes?: readonly string[];
    readonly folders?: FolderChoice;
  };
  readonly out: string;
  readonly signal: AbortSignal;
}

async function exportTo(engine: Engine, { order, out, signal }: ExportTo): Promise<ExportReport> {
  const { client, workspace } = engine;
  const job =
    workspace?.export({ ...order, out }) ?? (await valueOf(client.api.exports.$post({ json: order })));
  const { name, folder: _, ...report } = (await followJob(engine, job.id, signal)) as NamedReport;
  // Another process owns the project and keeps its exports inside it: fetch them.
  if (workspace === null && order.format === 'coco')
    await fetchFiles(engine, { name, out, signal }, report.files);
  else if (workspace === null) await fetchFolder(engine, { name, out, signal });
  return report;
}

function describeExport(
  { masks, instances, tags, pictures, skipped, files }: ExportReport,
  out: string,
): string {
  const lines = [
    `${countOf(masks, 'mask')}${instances === undefined ? '' : ` as ${countOf(instances, 'instance')}`} of ${countOf(tags, 'tag')} in ${countOf(pictures, 'picture')}, read back and compared with the project`,
    ...files.map((file) => `  ${join(out, file)}`),
  ];
  if (skipped.length === 0) return lines.join('\n');
  const more = skipped.length - shownSkips;
  return [
    ...lines,
    `${countOf(skipped.length, 'tag')} left out:`,
    ...skipped.slice(0, shownSkips).map(({ id, why }) => `  tag ${id}: ${why}`),
    ...(more > 0 ? [`  … and ${more} more (report.json lists all)`] : []),
  ].join('\n');
}
