import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

import { TagmaskError } from '../../../models/errors.ts';
import { readExportedProject, refuseToReplaceOthers } from '../../services/export-place.ts';
import type { ExportInclude, ExportReport } from '../../services/types.ts';
import { choiceOption, textOption, UsageError, type Command } from '../command.ts';
import { includeNames } from '../../services/choices.ts';
import { valueOf, withEngine, type Engine } from '../engine.ts';
import { followJob } from '../follow-job.ts';
import { countOf, printResult } from '../output.ts';

const shownSkips = 20;

interface NamedReport extends ExportReport {
  readonly name: string;
}

export const exportCommand: Command = {
  usage: 'export FOLDER --format coco --out DIR [--include accepted|proposed|all]',
  summary: 'Write the decided masks to files and check them against the project',
  options: { format: { type: 'string' }, out: { type: 'string' }, include: { type: 'string' } },
  arguments: [1, 1],
  run: async (invocation) => {
    const format = choiceOption(invocation, 'format', ['coco']);
    const target = textOption(invocation, 'out');
    if (format === undefined) throw new UsageError('--format is needed: coco.');
    if (target === undefined) throw new UsageError('--out DIR is needed: where the files go.');
    const include = choiceOption(invocation, 'include', includeNames) ?? 'accepted';
    await withEngine(invocation.positionals[0] ?? '', {}, async (engine) => {
      const report = await exportTo(engine, { out: resolve(target), include, signal: invocation.signal });
      printResult(report, { json: invocation.json, text: describeExport(report, resolve(target)) });
    });
  },
};

interface ExportTo {
  readonly out: string;
  readonly include: ExportInclude;
  readonly signal: AbortSignal;
}

async function exportTo(engine: Engine, { out, include, signal }: ExportTo): Promise<ExportReport> {
  const { client, workspace } = engine;
  const job =
    workspace?.export({ format: 'coco', include, out }) ??
    (await valueOf(client.api.exports.$post({ json: { format: 'coco', include } })));
  const { name, ...report } = (await followJob(engine, job.id, signal)) as NamedReport;
  // Another process owns the project and keeps its exports inside it: fetch them.
  if (workspace === null) await fetchExport(engine, { name, files: report.files, out });
  return report;
}

/** Nothing takes its place in `out` before everything is there, and nothing that is somebody else's loses its own. */
async function fetchExport(engine: Engine, { name, files, out }: Fetch): Promise<void> {
  await mkdir(out, { recursive: true });
  const parts = files.map((file) => ({ file, part: join(out, `.${file}.${randomUUID()}.partial`) }));
  try {
    for (const { file, part } of parts) await download(engine, { name, file, part });
    const instances = parts.find(({ file }) => file === 'instances.json');
    await refuseToReplaceOthers(
      out,
      instances === undefined ? null : await readExportedProject(instances.part),
    );
    for (const { file, part } of parts) await rename(part, join(out, file));
  } finally {
    for (const { part } of parts) await rm(part, { force: true });
  }
}

interface Fetch {
  readonly name: string;
  readonly files: readonly string[];
  readonly out: string;
}

async function download(
  { client }: Engine,
  { name, file, part }: { name: string; file: string; part: string },
): Promise<void> {
  const answer = await client.api.exports[':name'][':file'].$get({ param: { name, file } });
  if (!answer.ok || answer.body === null)
    throw new TagmaskError(
      'internal',
      'download-failed',
      `The engine did not hand out ${file}: export again.`,
    );
  // Only a new file: a link that lies in wait under this name must not be followed.
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(part, { flags: 'wx' }));
}

function describeExport({ masks, tags, pictures, skipped, files }: ExportReport, out: string): string {
  const lines = [
    `${countOf(masks, 'mask')} of ${countOf(tags, 'tag')} in ${countOf(pictures, 'picture')}, read back and compared with the project`,
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
