/**
 * The engine of the desktop app: `engine --pipe PATH [--model NAME] [FOLDER]`. Says on stdout, a JSON line each, that it is
 * ready and what it has open, and ends when its parent does.
 */
import { parseArgs } from 'node:util';

import { TagmaskError } from '../models/errors.ts';
import { makeAccess } from './http/access.ts';
import { createApp } from './http/app.ts';
import { listenOnPipe } from './http/listen.ts';
import { makeSecret } from './http/secret.ts';
import { windowFolder } from './http/window-folder.ts';
import { Workspace } from './services/workspace.ts';

/** What the engine tells its parent. The secrets go this way because only the parent can read it. */
export type EngineLine =
  | { readonly type: 'ready'; readonly pipe: string; readonly token: string; readonly shellSecret: string }
  /** What to open again after a crash. */
  | { readonly type: 'folder'; readonly folder: string }
  /** The engine cannot start, and would not the next time either. */
  | { readonly type: 'refused'; readonly message: string };

/** Longer than a worker needs to stop; a shutdown that hangs must not keep the project locked. */
const stopLimitMs = 8000;

const say = (line: EngineLine): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { pipe: { type: 'string' }, model: { type: 'string' } },
    allowPositionals: true,
  });
  const { pipe, model } = values;
  if (pipe === undefined)
    throw new TagmaskError(
      'input',
      'no-pipe',
      'The engine needs --pipe PATH: start Tagmask with "npm start" instead.',
    );
  const workspace = new Workspace(model === undefined ? {} : { model });
  tellFolders(workspace);
  const access = makeAccess();
  const shellSecret = makeSecret();
  const app = createApp({ workspace, access, shellSecret, staticFolder: windowFolder() });
  const listening = await listenOnPipe(app, pipe);
  endWithParent(async () => {
    await listening.close();
    await workspace.close();
  });
  workspace.announce({ address: pipe, token: access.token });
  await workspace.openOrDemo(positionals[0]);
  say({ type: 'ready', pipe, token: access.token, shellSecret });
}

function tellFolders(workspace: Workspace): void {
  workspace.events.subscribe((event) => {
    if (event.type === 'dataset' && workspace.dataset !== null)
      say({ type: 'folder', folder: workspace.dataset.folder });
  });
}

/** A parent that crashes sends no signal, but its end of our stdin closes however it dies. */
function endWithParent(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.stdin.on('end', end).on('close', end).on('error', end).resume();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
}

function fail(error: unknown): never {
  if (!(error instanceof TagmaskError)) throw error;
  say({ type: 'refused', message: error.message });
  process.exit(2);
}

// Writing to a parent that is gone fails; stdin's end is what tells us, and the shutdown must not crash over it.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
run().catch(fail);
