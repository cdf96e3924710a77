/** `npm start [-- FOLDER]`: builds what is stale, then opens the desktop app, or serves where it cannot run. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { TagmaskError } from '../models/errors.ts';
import { serveFolder } from '../src-main/http/serve-folder.ts';
import { ProjectInUseError } from '../src-main/services/project.ts';
import { build, isBuildStale } from './start/build.ts';
import { chooseDoor } from './start/door.ts';
import { fetchElectron, runDesktop } from './start/electron.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = 'Usage: npm start [-- FOLDER] [--port N]';

interface Wish {
  /** Absolute. */
  readonly folder: string | undefined;
  readonly port: number | undefined;
}

async function start(wish: Wish): Promise<void> {
  if (isBuildStale(root)) {
    process.stderr.write('Building the window …\n');
    await build(root);
  }
  const why = await tryDesktop(wish);
  if (why !== null) await serveUntilSignal(wish, why);
}

/** Gives null once the desktop app has run, else why it cannot. */
async function tryDesktop({ folder }: Wish): Promise<string | null> {
  const choice = chooseDoor({ platform: process.platform, env: process.env, userId: process.getuid?.() });
  if (choice.door === 'browser') return choice.why;
  const electron = await fetchElectron();
  if ('why' in electron) return electron.why;
  return runDesktop(electron.program, folder === undefined ? [root] : [root, folder]);
}

async function serveUntilSignal({ folder, port }: Wish, why: string): Promise<void> {
  const roots = folder === undefined ? [homedir()] : [folder, homedir()];
  const served = await serveFolder({ folder, roots, ...(port === undefined ? {} : { port }) }).catch(
    (error: unknown) => {
      if (!(error instanceof ProjectInUseError) || error.owner?.address.startsWith('http') !== true)
        throw error;
      const { address, token } = error.owner;
      process.stdout.write(`Tagmask has this folder open already. Open ${address}/?token=${token}\n`);
      return null;
    },
  );
  if (served === null) return;
  process.stdout.write(`Tagmask is in the browser, since ${why}. Open ${served.address}\n`);
  const stop = (): void => {
    // A second Ctrl-C ends at once: nothing that was acknowledged is lost by it.
    process.once('SIGINT', () => process.exit(130));
    served.close().then(() => process.exit(0), fail);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function readWish(): Wish {
  try {
    const { values, positionals } = parseArgs({
      options: { port: { type: 'string' } },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    const port = values.port === undefined ? undefined : Number(values.port);
    if (more.length > 0) throw new TypeError(`One folder at most, not "${positionals.join('", "')}".`);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
      throw new TypeError(`"${values.port}" is no port.`);
    // npm runs scripts in the package's folder and says here where the person was.
    return {
      folder: folder === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? '', folder),
      port,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)} ${usage}\n`);
    process.exit(2);
  }
}

function fail(error: unknown): never {
  if (!(error instanceof TagmaskError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

await start(readWish()).catch(fail);
