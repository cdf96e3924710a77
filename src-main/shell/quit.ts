import { app } from 'electron';

import type { EngineSupervisor } from './engine-supervisor.ts';

/** The app ends only after the engine has stopped its queue and closed the database. */
export function setupQuit(engine: EngineSupervisor): void {
  let stopping = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    // exit() asks no 'before-quit' again, so the second round is not stopped here.
    void engine.stop().finally(() => app.exit());
  });
}
