import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface NodePlaces {
  /** Where an installed app keeps its own Node; undefined in a checkout. */
  readonly resources: string | undefined;
  /** The folder of `node_modules`. */
  readonly root: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/**
 * The Node program for the engine: the app's own, else the one that `npm ci` installed. Never `process.execPath`, which
 * inside Electron is Electron: sharp aborts there (docs/decisions/001).
 */
export function findNode({ resources, root, platform, arch }: NodePlaces): string {
  const program = platform === 'win32' ? 'node.exe' : 'node';
  const modules = join(root, 'node_modules');
  const candidates = [
    ...(resources === undefined ? [] : [join(resources, 'node', program)]),
    join(modules, `node-${platform === 'win32' ? 'win' : platform}-${arch}`, 'bin', program),
    join(modules, `node-bin-${platform}-${arch}`, 'bin', program),
    // On Windows .bin holds scripts, which cannot be started without a shell.
    ...(platform === 'win32' ? [] : [join(modules, '.bin', program)]),
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    `No Node for the engine at ${candidates.join(', ')}: run "npm ci" again, with optional dependencies.`,
  );
}
