import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const electronFolder = (): string => dirname(fileURLToPath(import.meta.resolve('electron/package.json')));

/** Longer would leave a person in front of a silent terminal; the browser is there at once. */
const fetchLimitMs = 30_000;
/** An app that ends with an error this soon has not shown a window: a library is missing, or the display is not real. */
const startLimitMs = 10_000;

/** Fetches Electron's binary where it is missing. Gives the path of the program, or why there is none. */
export async function fetchElectron(): Promise<{ readonly program: string } | { readonly why: string }> {
  try {
    const folder = electronFolder();
    const installer = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore' });
    const limit = setTimeout(() => installer.kill('SIGKILL'), fetchLimitMs);
    const code = await new Promise<number | null>((resolve) =>
      installer.once('close', resolve).once('error', () => resolve(null)),
    );
    clearTimeout(limit);
    if (code === null) return { why: 'Electron could not be fetched within 30 s' };
    if (code !== 0) return { why: 'Electron could not be fetched' };
    const program = join(folder, 'dist', await readFile(join(folder, 'path.txt'), 'utf8'));
    return existsSync(program) ? { program } : { why: 'Electron was fetched in part only' };
  } catch (error) {
    return { why: `Electron is not installed (${error instanceof Error ? error.message : String(error)})` };
  }
}

/** Runs the desktop app to its end. Gives null after a normal end, or why it did not start. */
export async function runDesktop(program: string, args: readonly string[]): Promise<string | null> {
  const startedAt = Date.now();
  const app = spawn(program, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  // Ctrl-C reaches the app too, through the terminal; this process waits for its clean end.
  process.on('SIGINT', () => undefined).on('SIGTERM', () => app.kill('SIGTERM'));
  // Chromium writes warnings of no use to anybody, so that its stderr is shown only where it explains a failure.
  let lastWords = '';
  app.stderr.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-500)));
  const end = await new Promise<number | string>((resolve) => {
    app.once('error', (error) => resolve(error.message));
    app.once('close', (code, signal) => resolve(code ?? signal ?? 'no code'));
  });
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  if (end === 0 || Date.now() - startedAt > startLimitMs) return null;
  return `Electron did not start (${end}${lastWords === '' ? '' : `: ${lastWords.trim().split('\n').at(-1) ?? ''}`})`;
}
