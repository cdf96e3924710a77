import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';

const sources = [
  'src-main/**/*.ts',
  'src-renderer/**/*',
  'models/**/*.ts',
  'db/**/*.ts',
  'electron.vite.config.ts',
  'package-lock.json',
];
const builtLast = [
  'out/main/index.js',
  'out/main/engine.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];

/** True where a part is missing or older than a source. */
export function isBuildStale(root: string): boolean {
  const built = builtLast.map((path) => join(root, path));
  if (!built.every((path) => existsSync(path))) return true;
  const builtAt = Math.min(...built.map((path) => statSync(path).mtimeMs));
  return globSync(sources, { cwd: root }).some((path) => statSync(join(root, path)).mtimeMs > builtAt);
}

/**
 * Builds everything, in a process of its own: the bundler's settings and memory end with it.
 * @throws TagmaskError `build-failed` with what the bundler said
 */
export async function build(root: string): Promise<void> {
  const bundler = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const child = spawn(process.execPath, [bundler, 'build', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  if (code !== 0)
    throw new TagmaskError('internal', 'build-failed', `The window could not be built:\n${said.trim()}`);
}
