/**
 * `npm test`: lint, format, types, the window's build, then every vitest project. Ends with `N passed, N failed, N skipped`
 * alone on a line. Arguments are handed to vitest and leave the other steps out: `npm test -- --project unit`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { findBrowser } from './browser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path: string): string => join(root, 'node_modules', path);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const checks: readonly (readonly [name: string, script: string, ...args: string[]])[] = [
  ['lint', 'eslint/bin/eslint.js', '.'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['types of the engine', 'typescript/bin/tsc', '-p', 'tsconfig.node.json'],
  [
    'types of the window',
    'svelte-check/bin/svelte-check',
    '--tsconfig',
    'tsconfig.web.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
  ['build', 'electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
];

function runNode(script: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): number {
  const { status } = spawnSync(process.execPath, [bin(script), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status ?? 1;
}

function runChecks(tally: Tally): void {
  for (const [name, script, ...args] of checks) {
    const status = runNode(script, args);
    say(`${status === 0 ? '✓' : '✗'} ${name}`);
    if (status === 0) tally.passed += 1;
    else tally.failed += 1;
  }
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
});

function runVitest(args: readonly string[], tally: Tally): void {
  const folder = mkdtempSync(join(tmpdir(), 'tagmask-test-'));
  const outputFile = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
    const env = { ...process.env, TAGMASK_BROWSER: findBrowser(say) };
    const status = runNode('vitest/vitest.mjs', ['run', ...reporters, ...args], env);
    const report = vitestReport.parse(JSON.parse(readFileSync(outputFile, 'utf8')));
    tally.passed += report.numPassedTests;
    tally.skipped += report.numPendingTests;
    // An error outside any test, or a file that could not be loaded, fails the run without a failed test.
    tally.failed += Math.max(report.numFailedTests, status === 0 ? 0 : 1);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    tally.failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
const args = process.argv.slice(2);
if (args.length === 0) runChecks(tally);
runVitest(args, tally);
process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`);
process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
