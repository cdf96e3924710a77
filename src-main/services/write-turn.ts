import { setBusyTimeout } from '../../db/connection.ts';
import type { WriteDb } from '../../db/connection.ts';

/** Ends when the thread that writes to the connection's file has finished. */
const held = new WeakMap<WriteDb, Promise<void>>();

/** For whoever has to wait within a statement: much longer than the largest step. */
export const patienceMs = 120_000;

/**
 * Resolves while no other thread of this engine writes. SQLite has one writer, and who waits for it within a statement
 * holds up the whole engine; so who is about to write waits here.
 */
export async function writeTurn(db: WriteDb): Promise<void> {
  for (let holder = held.get(db); holder !== undefined; holder = held.get(db)) await holder;
}

/** How a thread writes only when the engine says so. */
export interface WriteTurns {
  /** Resolves when it is this thread's turn, until `end`. */
  readonly take: () => Promise<void>;
  readonly end: () => void;
}

const turnsOf = new WeakMap<WriteDb, WriteTurns>();

/** In a thread: `inWriteTurn` asks the engine for the connection's turns. */
export function askForTurns(db: WriteDb, turns: WriteTurns): void {
  turnsOf.set(db, turns);
}

/** Runs `write` while no other thread of this engine writes, whichever thread this is. */
export async function inWriteTurn<T>(db: WriteDb, write: () => T): Promise<T> {
  const turns = turnsOf.get(db);
  if (turns === undefined) {
    await writeTurn(db);
    return write();
  }
  await turns.take();
  try {
    return write();
  } finally {
    turns.end();
  }
}

/** Runs `work`, in which another thread writes, once nobody else does. */
export async function withWriteTurn<T>(db: WriteDb, work: () => Promise<T>): Promise<T> {
  // Not `writeTurn`: between its end and the next line another one could take the turn.
  for (let holder = held.get(db); holder !== undefined; holder = held.get(db)) await holder;
  const { promise, resolve } = Promise.withResolvers<void>();
  held.set(db, promise);
  try {
    setBusyTimeout(db, patienceMs);
    return await work();
  } finally {
    // Whoever asked for the work answers first: who waited for it would otherwise be heard of before it.
    setImmediate(() => {
      held.delete(db);
      if (db.open) setBusyTimeout(db, null);
      resolve();
    });
  }
}
