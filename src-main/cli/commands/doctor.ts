import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { z } from 'zod';

import { deviceReport } from '../../services/models.ts';
import { cacheFolder, dataFolder } from '../../services/paths.ts';
import { version } from '../../services/version.ts';
import { windowFolder } from '../../http/window-folder.ts';
import type { Command } from '../command.ts';
import { formatRows, printResult } from '../output.ts';

const readInstalled = createRequire(import.meta.url);
const libraries = ['better-sqlite3', 'sharp', 'onnxruntime-node', '@huggingface/tokenizers'];

export const doctorCommand: Command = {
  usage: 'doctor',
  summary: 'Say what this machine has, what is missing and how to get it',
  arguments: [0, 0],
  run: async ({ json }) => {
    const { runtime, devices } = await deviceReport();
    const report = {
      tagmask: version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      libraries: Object.fromEntries(libraries.map((name) => [name, versionOf(name)])),
      runtime,
      devices,
      window: existsSync(join(windowFolder(), 'index.html')) ? 'built' : 'not built: run "npm run build"',
      data: dataFolder(),
      cache: cacheFolder(),
    };
    const rows: [string, string][] = [
      ['Tagmask', `${report.tagmask} on Node ${report.node}, ${report.platform}`],
      ...Object.entries(report.libraries),
      ...devices.map((state): [string, string] => [
        `device ${state.device}`,
        state.available ? 'available' : `not available: ${state.why}`,
      ]),
      ['window', report.window],
      ['data', report.data],
      ['cache', report.cache],
    ];
    printResult(report, { json, text: formatRows(rows) });
  },
};

function versionOf(name: string): string {
  // Not by require('NAME/package.json'): some packages do not export it.
  const folders = readInstalled.resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
  if (file === undefined) return 'missing: run "npm ci"';
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
