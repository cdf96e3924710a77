import { spawn } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { forwardToPipe } from '../../../src-main/http/forward.ts';
import { Project } from '../../../src-main/services/project.ts';
import type { SessionView } from '../../../src-main/services/types.ts';
import type { EngineConnection, EngineSupervisor } from '../../../src-main/shell/engine-supervisor.ts';
import { offerFolder } from '../../../src-main/shell/offer-folder.ts';
import { temporaryFolder } from '../../temp.ts';
import { makeDataset } from '../http/fixture.ts';
import { engineEntry, isAlive, pidOf, supervise } from './fixture.ts';

const get = (engine: EngineConnection, path: string): Promise<Response> =>
  forwardToPipe(new Request(`http://localhost${path}`), engine);

const sessionOf = async (engine: EngineConnection): Promise<SessionView> =>
  (await (await get(engine, '/api/session')).json()) as SessionView;

async function killAndWait(engine: EngineSupervisor): Promise<EngineConnection> {
  const before = await engine.whenReady();
  process.kill(pidOf(engine), 'SIGKILL');
  await expect.poll(() => engine.connection).not.toBe(before);
  return engine.whenReady();
}

/** A program in place of the engine, for ends that the real one does not have. */
function program(code: string): { entry: string } {
  const entry = join(temporaryFolder(), 'engine.mjs');
  writeFileSync(entry, code);
  return { entry };
}

describe('the supervisor', () => {
  test('starts an engine that answers on a pipe which nobody else may enter', async () => {
    const folder = await makeDataset();
    const engine = await supervise({ folder }).whenReady();
    expect((await sessionOf(engine)).dataset).toMatchObject({ folder });
    expect(statSync(dirname(engine.pipe)).mode & 0o077).toBe(0);
    expect((await get({ ...engine, token: 'wrong' }, '/api/session')).status).toBe(401);
  });

  test('starts it again after a crash, with the dataset that was open then', async () => {
    const engine = supervise({ folder: await makeDataset(), backOffMs: [10] });
    const other = await makeDataset();
    const { id } = await offerFolder(await engine.whenReady(), other);
    const body = JSON.stringify({ root: id, path: '' });
    const request = new Request('http://localhost/api/dataset', { method: 'POST', body });
    await forwardToPipe(request, await engine.whenReady(), { 'content-type': 'application/json' });
    const again = await killAndWait(engine);
    expect((await sessionOf(again)).dataset).toMatchObject({ folder: other });
  });

  test('offers a folder to the engine only with its own secret', async () => {
    const engine = await supervise({ folder: await makeDataset() }).whenReady();
    const folder = await makeDataset();
    await expect(offerFolder({ ...engine, shellSecret: 'wrong' }, folder)).rejects.toThrow('shell-only');
    const root = await offerFolder(engine, folder);
    expect((await sessionOf(engine)).roots).toEqual([root]);
  });

  test('stops the engine cleanly: the project is free, the sockets are gone', async () => {
    const folder = await makeDataset();
    const engine = supervise({ folder });
    const { pipe } = await engine.whenReady();
    const pid = pidOf(engine);
    await engine.stop();
    expect({ alive: isAlive(pid), socket: existsSync(dirname(pipe)) }).toEqual({
      alive: false,
      socket: false,
    });
    Project.open(folder).close();
  });

  test('gives up at once, with the engine’s own sentence, where it refuses to start', async () => {
    const missing = join(temporaryFolder(), 'gone');
    const sentence = await new Promise<string>((resolve) =>
      supervise({ folder: missing, onGivenUp: resolve }),
    );
    expect(sentence).toContain(missing);
  });

  test('gives up after repeated crashes, says how often, and what was said last', async () => {
    const crash = program(`console.error('the disk is on fire'); process.exit(7)`);
    const sentence = await new Promise<string>((resolve) =>
      supervise({ ...crash, backOffMs: [1, 1], onGivenUp: resolve }),
    );
    expect(sentence).toMatch(/crashed 3 times in a row \(code 7\).*the disk is on fire/);
  });

  test('does not count crashes that lie far apart', async () => {
    const engine = supervise({ folder: await makeDataset(), backOffMs: [1], wellAfterMs: 0 });
    for (let crash = 0; crash < 3; crash += 1) await killAndWait(engine);
    expect(engine.connection).not.toBeNull();
  });

  test('says so where there is no such Node', async () => {
    const sentence = await new Promise<string>((resolve) =>
      supervise({ node: '/nowhere/node', onGivenUp: resolve }),
    );
    expect(sentence).toContain('/nowhere/node');
  });

  test('is not confused by what a library prints', async () => {
    const line = { type: 'ready', pipe: '/nowhere', token: 't', shellSecret: 's' };
    const chatty = program(
      `console.log('hello'); console.log('${JSON.stringify(line)}'); process.stdin.resume()`,
    );
    expect(await supervise(chatty).whenReady()).toEqual(line);
  });
});

describe('the engine', () => {
  test('ends by itself, and gives its project up, when its parent is killed', async () => {
    const folder = await makeDataset();
    const pipe = join(temporaryFolder(), 'pipe');
    const parentCode = `const { spawn } = require('node:child_process');
      const engine = spawn(process.execPath, ${JSON.stringify([engineEntry, '--pipe', pipe, folder])}, { stdio: ['pipe', 'pipe', 'inherit'] });
      engine.stdout.once('data', () => console.log(engine.pid));`;
    const parent = spawn(process.execPath, ['-e', parentCode], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (line: Buffer) => resolve(Number(line.toString()))),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    Project.open(folder).close();
  });

  test.runIf(process.platform !== 'win32')('ends cleanly on SIGTERM', async () => {
    const folder = await makeDataset();
    const engine = supervise({ folder, backOffMs: [] });
    await engine.whenReady();
    process.kill(pidOf(engine), 'SIGTERM');
    await expect.poll(() => engine.pid).toBeUndefined();
    Project.open(folder).close();
  });
});
