import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { AccessMemory } from '../../../src-main/http/access-memory.ts';
import { serveFolder } from '../../../src-main/http/serve-folder.ts';
import { dataFolder } from '../../../src-main/services/paths.ts';
import '../../own-home.ts';
import { temporaryFolder } from '../../temp.ts';
import { ask, makeDataset } from './fixture.ts';

const kept = { host: '127.0.0.1', port: 4999, token: 'x'.repeat(43), cookieName: 'tagmask-1' };

/** Where the memory of one folder lies, and the memory as a crashed engine has left it. */
function leaveBehind() {
  const folder = temporaryFolder();
  const served = join(dataFolder(), 'served');
  const before = new Set(existsSync(served) ? readdirSync(served) : []);
  new AccessMemory(folder).keep(kept);
  const [name = ''] = readdirSync(served).filter((one) => !before.has(one));
  return { folder, file: join(served, name), memory: new AccessMemory(folder) };
}

describe('what an engine keeps for its successor', () => {
  test('lies in the person’s own folder, for nobody else to read', () => {
    const { file, folder, memory } = leaveBehind();
    expect(memory.recall()).toEqual(kept);
    expect(readdirSync(folder)).toEqual([]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(new AccessMemory(temporaryFolder()).recall()).toBeNull();
  });

  test('is nothing after a clean end', () => {
    const memory = new AccessMemory(temporaryFolder());
    memory.keep(kept);
    memory.forget();
    expect(memory.recall()).toBeNull();
  });

  test.each<[string, (file: string) => void]>([
    ['too old', (file) => utimesSync(file, new Date(), new Date(Date.now() - 11 * 60_000))],
    ['from the future', (file) => utimesSync(file, new Date(), new Date(Date.now() + 11 * 60_000))],
    ['half written', (file) => writeFileSync(file, '{"host":')],
    ['without a token', (file) => writeFileSync(file, JSON.stringify({ ...kept, token: '' }))],
  ])('is not used where it is %s', (_, spoil) => {
    const { file, memory } = leaveBehind();
    spoil(file);
    expect(memory.recall()).toBeNull();
  });

  test.skipIf(process.platform === 'win32')('is not used where others may read it, or through a link', () => {
    const { file, memory } = leaveBehind();
    chmodSync(file, 0o644);
    expect(memory.recall()).toBeNull();
    chmodSync(file, 0o600);
    expect(memory.recall()).toEqual(kept);
    // A link in its place could lead to a file that somebody else writes.
    renameSync(file, `${file}.real`);
    symlinkSync(`${file}.real`, file);
    expect(memory.recall()).toBeNull();
  });
});

describe('serve', () => {
  /** What lies there while an engine runs, which is what it leaves when it is killed. */
  function takeMemory(): () => void {
    const served = join(dataFolder(), 'served');
    const files = readdirSync(served).map((name) => [name, readFileSync(join(served, name))] as const);
    return () => {
      for (const [name, bytes] of files) writeFileSync(join(served, name), bytes, { mode: 0o600 });
    };
  }

  async function start(folder: string, port?: number) {
    const served = await serveFolder({ folder, ...(port === undefined ? {} : { port }) });
    let ended: Promise<void> | null = null;
    const close = (): Promise<void> => (ended ??= served.close());
    onTestFinished(close);
    const { origin, searchParams, port: at } = new URL(served.address);
    return { ...served, close, origin, token: searchParams.get('token') ?? '', port: Number(at) };
  }

  const enter = async (origin: string, token: string) => {
    const { headers } = await ask(origin, `/?token=${token}`);
    return { cookie: (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '' };
  };
  const statusOf = async (origin: string, headers: { cookie: string }) =>
    (await ask(origin, '/api/session', { headers })).status;

  test('lets an open page go on after a crash, at the same address', async () => {
    const folder = await makeDataset();
    const first = await start(folder, 0);
    const cookie = await enter(first.origin, first.token);
    const leave = takeMemory();
    await first.close();
    leave();
    const second = await start(folder, first.port);
    expect(second.address).toBe(first.address);
    expect(await statusOf(second.origin, cookie)).toBe(200);
    // Without a port it looks there first, so that the page needs no help.
    const again = takeMemory();
    await second.close();
    again();
    expect((await start(folder)).address).toBe(first.address);
  });

  test('lets nobody in with the token of an engine that was ended, or at another address', async () => {
    const folder = await makeDataset();
    const first = await start(folder, 0);
    const cookie = await enter(first.origin, first.token);
    const leave = takeMemory();
    await first.close();
    const second = await start(folder, first.port);
    expect(second.token).not.toBe(first.token);
    expect(await statusOf(second.origin, cookie)).toBe(401);
    await second.close();
    leave();
    const elsewhere = await start(folder, 0);
    expect(elsewhere.token).not.toBe(first.token);
  });

  test('of a folder that is being served leaves what its owner keeps', async () => {
    const folder = await makeDataset();
    const first = await start(folder, 0);
    await expect(serveFolder({ folder })).rejects.toMatchObject({ code: 'project-in-use' });
    expect(new AccessMemory(folder).recall()?.token).toBe(first.token);
  });
});
