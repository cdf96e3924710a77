import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { build, isBuildStale } from '../../scripts/start/build.ts';
import { forwardToPipe } from '../../src-main/http/forward.ts';
import type { EngineConnection } from '../../src-main/shell/engine-supervisor.ts';
import { makeDataset } from '../src-main/http/fixture.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What a package ships: the build, the migrations, the starter model, the dependencies. */
const shipped = mkdtempSync(join(tmpdir(), 'tagmask-built-'));

describe('the built programs, away from the checkout', () => {
  beforeAll(async () => {
    if (isBuildStale(root)) await build(root);
    for (const path of ['out', 'db/migrations', 'models/starter/model', 'package.json'])
      cpSync(join(root, path), join(shipped, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(shipped, 'node_modules'), 'junction');
  }, 120_000);
  afterAll(() => rmSync(shipped, { recursive: true, force: true }));

  test('the command line says what is there', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(shipped, 'out/main/cli.js'),
      'doctor',
    ]);
    expect(stdout).toMatch(/window\s+built/);
  });

  test('the engine opens a dataset, serves the window and pre-labels in its worker', async () => {
    const pipe = join(mkdtempSync(join(shipped, 'pipe-')), 'engine');
    const engine = spawn(
      process.execPath,
      [join(shipped, 'out/main/engine.js'), '--pipe', pipe, await makeDataset()],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const ended = new Promise<number | null>((resolve) => engine.once('close', resolve));
    const connection = await readyOf(createInterface({ input: engine.stdout }));
    const get = (path: string): Promise<Response> =>
      forwardToPipe(new Request(`http://localhost${path}`), connection);
    expect(await (await get('/')).text()).toContain('<title>');
    const runs = async (): Promise<unknown> => (await get('/api/runs')).json();
    await expect
      .poll(runs, { timeout: 60_000 })
      .toMatchObject({ runs: [{ state: 'done', done: 2, failed: 0, error: null }] });
    engine.stdin.end();
    expect(await ended).toBe(0);
  }, 120_000);

  test('a released dataset comes in and goes out through the threads of the build', async () => {
    const [scenes, out] = ['scenes', 'released'].map((name) => join(shipped, name)) as [string, string];
    const run = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, [join(shipped, 'out/main/cli.js'), ...args, '--json']);
    await run('scenes', scenes, '--count', '2', '--size', '64x48');
    expect(JSON.parse((await run('import', scenes)).stdout)).toMatchObject({ labels: { files: 2, step: 1 } });
    const exported = await run('export', scenes, '--format', 'released', '--out', out);
    expect(JSON.parse(exported.stdout)).toMatchObject({ pictures: 2, verified: true });
    const json = 'json_refined/000001.json';
    expect(readFileSync(join(out, json))).toEqual(readFileSync(join(scenes, json)));
  }, 60_000);

  test('the preload is one script without modules, as a sandbox needs it', () => {
    const code = readFileSync(join(shipped, 'out/preload/preload.cjs'), 'utf8');
    expect(code).not.toMatch(/^\s*(import|export)\b/m);
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['electron']);
  });
});

async function readyOf(lines: AsyncIterable<string>): Promise<EngineConnection> {
  for await (const text of lines) {
    const line = JSON.parse(text) as { type: string } & EngineConnection;
    if (line.type === 'ready') return line;
  }
  throw new Error('The engine ended before it was ready.');
}
