import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

import { EngineSupervisor } from '../../../src-main/shell/engine-supervisor.ts';
import type { SupervisorOptions } from '../../../src-main/shell/engine-supervisor.ts';

export const engineEntry = fileURLToPath(new URL('../../../src-main/engine.ts', import.meta.url));

/** A supervisor of a real engine, which ends with the test. */
export function supervise(options: Partial<SupervisorOptions>): EngineSupervisor {
  const engine = new EngineSupervisor({ node: process.execPath, entry: engineEntry, ...options });
  onTestFinished(() => engine.stop());
  engine.start();
  return engine;
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The pid of the engine that runs now; the test fails where there is none. */
export function pidOf(engine: EngineSupervisor): number {
  if (engine.pid === undefined) throw new Error('no engine runs');
  return engine.pid;
}
