import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { describe, expect, onTestFinished, test } from 'vitest';

import { Project } from '../../src-main/services/project.ts';
import type { SessionView } from '../../src-main/services/types.ts';
import { makeDataset } from '../src-main/http/fixture.ts';

const entry = fileURLToPath(new URL('../../bin/start.mjs', import.meta.url));

interface Started {
  /** The next line of stdout. */
  readonly nextLine: () => Promise<string>;
  /** Sends a signal, and gives the exit code. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
  readonly ended: Promise<number | null>;
  readonly errors: () => string;
}

function start(args: readonly string[]): Started {
  const child = spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TAGMASK_DOOR: 'browser' },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const nextLine = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`no line; stderr: ${errors}`);
    return value;
  };
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return { nextLine, end, ended, errors: () => errors };
}

/** What a browser does with the printed address: it follows the redirect with the cookie. */
async function enter(line: string): Promise<SessionView> {
  const address = new URL(/http:\/\/\S+$/.exec(line)?.[0] ?? '');
  const entered = await fetch(address, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(entered.headers.get('location')).toBe('/');
  expect((await fetch(new URL('/', address), { headers: { cookie } })).status).toBe(200);
  return (await (
    await fetch(new URL('/api/session', address), { headers: { cookie } })
  ).json()) as SessionView;
}

describe('npm start', () => {
  test('says in one line why it is in the browser, and where; Ctrl-C ends it cleanly', async () => {
    const folder = await makeDataset();
    const tagmask = start([folder]);
    const line = await tagmask.nextLine();
    expect(line).toMatch(
      /^Tagmask is in the browser, since TAGMASK_DOOR says so. Open http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+$/,
    );
    expect((await enter(line)).dataset).toMatchObject({ folder, demo: false });
    expect(await tagmask.end('SIGINT')).toBe(0);
    expect(tagmask.errors()).toMatch(/^(Building the window …\n)?$/);
    Project.open(folder).close();
  });

  test('a second time in the same folder leads to the first', async () => {
    const folder = await makeDataset();
    const first = start([folder]);
    const address = /http:\S+/.exec(await first.nextLine())?.[0] ?? '';
    const second = start([folder]);
    expect(await second.nextLine()).toBe(`Tagmask has this folder open already. Open ${address}`);
    expect(await second.ended).toBe(0);
    expect(await first.end('SIGTERM')).toBe(0);
  });

  test('without a folder opens the demo', async () => {
    const tagmask = start([]);
    expect((await enter(await tagmask.nextLine())).dataset).toMatchObject({ demo: true, name: 'Demo' });
    expect(await tagmask.end('SIGTERM')).toBe(0);
  });

  test('fails with a sentence where the folder is not there', async () => {
    const tagmask = start(['/nowhere/pictures']);
    expect(await tagmask.ended).toBe(1);
    expect(tagmask.errors()).toContain('The folder /nowhere/pictures does not exist. Check its path.\n');
  });

  test.each([[['a', 'b']], [['--port', 'x']], [['--unknown']]])(
    'says how it is used where it is asked for %j',
    async (args) => {
      const tagmask = start(args);
      expect(await tagmask.ended).toBe(2);
      expect(tagmask.errors()).toContain('Usage: npm start [-- FOLDER]');
    },
  );
});
