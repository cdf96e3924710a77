/** Starts the engine, watches it, starts it again. Plain Node: nothing here needs Electron. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

import type { EngineLine } from '../engine.ts';
import { nodeFlags } from '../node-flags.ts';

export interface EngineConnection {
  readonly pipe: string;
  readonly token: string;
  readonly shellSecret: string;
}

export interface SupervisorOptions {
  /** The Node program; never Electron's own. */
  readonly node: string;
  /** engine.ts, or engine.js once built. */
  readonly entry: string;
  readonly folder?: string;
  /** With one sentence, once the supervisor will not try again. */
  readonly onGivenUp?: (sentence: string) => void;
  /** How long to wait after the first, second, … crash in a row; after the last one it is given up. */
  readonly backOffMs?: readonly number[];
  /** An engine that lived this long was well: the next crash is a first one again. */
  readonly wellAfterMs?: number;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A shutdown that takes longer is no shutdown. */
const stopLimitMs = 10_000;
const stderrKept = 2000;

export class EngineSupervisor {
  readonly #options: Required<Omit<SupervisorOptions, 'folder'>>;
  readonly #directory: string;
  #folder: string | undefined;
  #waiting: ((connection: EngineConnection) => void)[] = [];
  #connection: EngineConnection | null = null;
  #child: Child | null = null;
  #timer: NodeJS.Timeout | null = null;
  #starts = 0;
  #crashes = 0;
  #stopped = false;

  constructor({ folder, ...options }: SupervisorOptions) {
    const none = (): undefined => undefined;
    this.#options = { onGivenUp: none, backOffMs: [250, 1000, 3000, 8000], wellAfterMs: 60_000, ...options };
    this.#folder = folder;
    // mkdtemp makes it with mode 0700: nobody else gets at the sockets inside.
    this.#directory = mkdtempSync(join(tmpdir(), 'tagmask-'));
  }

  /** Null while no engine is ready. */
  get connection(): EngineConnection | null {
    return this.#connection;
  }

  /** Of the engine that runs now, ready or not. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves with the next engine that is ready, at once where one is; stays open once the supervisor has given up. */
  whenReady(): Promise<EngineConnection> {
    if (this.#connection !== null) return Promise.resolve(this.#connection);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  start(): void {
    this.#starts += 1;
    const startedAt = Date.now();
    const { node, entry } = this.#options;
    const folder = this.#folder === undefined ? [] : [this.#folder];
    const child: Child = spawn(node, [...nodeFlags, entry, '--pipe', this.#pipePath(), '--', ...folder], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    let refusal: string | null = null;
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-stderrKept);
      process.stderr.write(chunk);
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parseLine(text);
      if (line === null) process.stderr.write(`${text}\n`);
      else if (line.type === 'refused') refusal = line.message;
      else this.#heard(line);
    });
    // Writing to an engine that has just died; its end is what counts.
    child.stdin.on('error', () => undefined);
    child.once('error', (error) =>
      this.#giveUp(`The engine cannot be started with ${node}: ${error.message}.`),
    );
    // 'close', not 'exit': the last line of stdout has been read by then.
    child.once('close', (code, signal) =>
      this.#ended({
        child,
        refusal,
        log,
        why: signal ?? `code ${code ?? '?'}`,
        livedMs: Date.now() - startedAt,
      }),
    );
  }

  /** Asks the engine to end by closing its stdin, and makes it end where it does not. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const child = this.#child;
    if (child !== null && child.pid !== undefined) {
      const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
      const limit = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
      child.stdin.end();
      await closed;
      clearTimeout(limit);
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** A new name each start: the socket of an engine that crashed stays behind and cannot be bound again. */
  #pipePath(): string {
    const name = `engine-${this.#starts}`;
    if (process.platform !== 'win32') return join(this.#directory, name);
    return `\\\\.\\pipe\\${this.#directory.replaceAll(/[\\/:]/g, '-')}-${name}`;
  }

  #heard(line: Exclude<EngineLine, { type: 'refused' }>): void {
    if (line.type === 'folder') {
      this.#folder = line.folder;
      return;
    }
    this.#connection = line;
    for (const resolve of this.#waiting.splice(0)) resolve(line);
  }

  #ended({
    child,
    refusal,
    log,
    why,
    livedMs,
  }: {
    child: Child;
    refusal: string | null;
    log: string;
    why: string;
    livedMs: number;
  }): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#connection = null;
    if (this.#stopped) return;
    if (refusal !== null) return this.#giveUp(refusal);
    this.#crashes = livedMs >= this.#options.wellAfterMs ? 1 : this.#crashes + 1;
    const wait = this.#options.backOffMs[this.#crashes - 1];
    if (wait === undefined) {
      return this.#giveUp(
        `The engine has crashed ${this.#crashes} times in a row (${why}). Nothing decided is lost: start Tagmask again. It last said: ${log.trim() || 'nothing'}`,
      );
    }
    this.#timer = setTimeout(() => this.start(), wait);
  }

  #giveUp(sentence: string): void {
    this.#child = null;
    this.#options.onGivenUp(sentence);
  }
}

/** Null for what some library has printed to stdout. */
function parseLine(text: string): EngineLine | null {
  try {
    return JSON.parse(text) as EngineLine;
  } catch {
    return null;
  }
}
