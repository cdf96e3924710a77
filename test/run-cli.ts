import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../bin/tagmask.mjs', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `tagmask …` as a process of its own, with models, demo and caches below `home`. */
export function startCli(args: readonly string[], home: string): ChildProcess {
  const env = { ...process.env, TAGMASK_DATA_DIR: `${home}/data`, TAGMASK_CACHE_DIR: `${home}/cache` };
  return spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

export async function runCli(args: readonly string[], home: string): Promise<Finished> {
  const child = startCli(args, home);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** Resolves with the address that `serve` prints. */
export function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /http:\/\/\S+/.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('close', (code) =>
      reject(new Error(`serve ended with ${String(code)} before it gave its address`)),
    );
  });
}
