import type { ChildProcess } from 'node:child_process';

import { startProcess } from './worker-thread.ts';

let ahead: ChildProcess | undefined;

/**
 * Starts the process of a run that is sure to come, while the machine waits for something else: until its programs are loaded half a second
 * goes by. It does not keep the engine alive, and ends with it.
 */
export function startInferenceAhead(): void {
  if (ahead !== undefined) return;
  const child = startProcess('inference');
  const forget = (): void => {
    if (ahead === child) ahead = undefined;
  };
  // Whoever takes a process hears of its end; one that dies before that is not missed.
  child.once('exit', forget).once('error', forget);
  child.unref();
  child.channel?.unref();
  ahead = child;
}

/** The process that was started ahead, or a new one. */
export function takeInferenceProcess(): ChildProcess {
  const child = ahead;
  if (child === undefined) return startProcess('inference');
  ahead = undefined;
  child.ref();
  child.channel?.ref();
  return child;
}
