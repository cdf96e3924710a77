import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { TagmaskError } from '../../models/errors.ts';
import type { ErrorKind } from '../../models/errors.ts';
import { nodeFlags } from '../node-flags.ts';

/** An error on its way out of a thread: of what is thrown there only plain data arrives. */
export interface ThreadFailure {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
}

/** `code` names an error that is none of Tagmask's own. */
export function describeFailure(error: unknown, code: string): ThreadFailure {
  if (error instanceof TagmaskError) return { kind: error.kind, code: error.code, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'internal', code, message };
}

export const errorOf = ({ kind, code, message }: ThreadFailure): TagmaskError =>
  new TagmaskError(kind, code, message);

/** Starts the thread of `src-main/workers/<name>`. @throws TagmaskError `thread-missing` */
export function startThread(name: 'import' | 'scenes' | 'step', workerData: unknown): Worker {
  // Not the engine's own flags: a test runner's loader would be taken twice.
  return new Worker(findWorkerFile(name), { workerData, execArgv: [] });
}

/** Starts the process of `src-main/workers/<name>`, which is told what to do by a message. @throws TagmaskError `thread-missing` */
export function startProcess(
  name: 'evaluate' | 'export' | 'inference' | 'segment' | 'training',
): ChildProcess {
  // Not the engine's own flags: a debugger's port or a test runner's loader would be taken twice.
  return fork(findWorkerFile(name), {
    serialization: 'advanced',
    execArgv: [...nodeFlags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** In a checkout the sources lie side by side; a build has `workers/` beside or above the chunk that this code is in. */
function findWorkerFile(name: string): string {
  const places = import.meta.url.endsWith('.ts')
    ? [`../workers/${name}.ts`]
    : [`./workers/${name}.js`, `../workers/${name}.js`];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  const message = `This installation has no ${places.join(' or ')} beside ${import.meta.url}; install Tagmask again.`;
  throw new TagmaskError('internal', 'thread-missing', message);
}
