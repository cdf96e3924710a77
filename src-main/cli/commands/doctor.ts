import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { z } from 'zod';

import {
  deviceReport,
  type BackendState,
  type DeviceOverview,
  type DeviceState,
} from '../../services/devices.ts';
import { cacheFolder, dataFolder } from '../../services/paths.ts';
import { version } from '../../services/version.ts';
import { windowFolder } from '../../http/window-folder.ts';
import type { Command } from '../command.ts';
import { formatRows, printResult } from '../output.ts';

const readInstalled = createRequire(import.meta.url);
const libraries = [
  'better-sqlite3',
  'sharp',
  'onnxruntime-node',
  '@tensorflow/tfjs-core',
  '@huggingface/tokenizers',
];

export const doctorCommand: Command = {
  usage: 'doctor',
  summary: 'Say what this machine has, what is missing and how to get it',
  arguments: [0, 0],
  run: async ({ json }) => {
    const { auto, devices, tensorflow } = await deviceReport();
    const report = {
      tagmask: version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      libraries: Object.fromEntries(libraries.map((name) => [name, versionOf(name)])),
      auto,
      devices,
      tensorflow,
      window: existsSync(join(windowFolder(), 'index.html')) ? 'built' : 'not built: run "npm run build"',
      data: dataFolder(),
      cache: cacheFolder(),
    };
    const rows: [string, string][] = [
      ['Tagmask', `${report.tagmask} on Node ${report.node}, ${report.platform}`],
      ...Object.entries(report.libraries),
      ...describeDevices({ auto, devices, tensorflow }),
      ['window', report.window],
      ['data', report.data],
      ['cache', report.cache],
    ];
    printResult(report, { json, text: formatRows(rows) });
  },
};

type Row = [name: string, value: string];

/** What there is in a word; what there is not with the reason, and each step to it in a row of its own. */
function describeState(name: string, { available, why, how }: DeviceState | BackendState): Row[] {
  if (available) return [[name, 'available']];
  return [
    [name, `not available: ${why}`],
    ...how.map((step, index): Row => [
      '',
      how.length === 1 ? `to get it: ${step}` : `to get it, ${index + 1}: ${step}`,
    ]),
  ];
}

function describeDevices({ auto, devices, tensorflow }: DeviceOverview): Row[] {
  return [
    ['device auto', `takes ${auto.device}`],
    ...auto.passedOver.map(({ device, why }): Row => ['', `passes over ${device}: ${why}`]),
    ...devices.flatMap((state) => describeState(`device ${state.device}`, state)),
    ...tensorflow.flatMap((state) => describeState(`tensorflow ${state.backend}`, state)),
  ];
}

function versionOf(name: string): string {
  // Not by require('NAME/package.json'): some packages do not export it.
  const folders = readInstalled.resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
  if (file === undefined) return 'missing: run "npm ci"';
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
