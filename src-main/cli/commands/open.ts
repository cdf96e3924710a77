import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { TagmaskError } from '../../../models/errors.ts';
import type { Command } from '../command.ts';

export const openCommand: Command = {
  usage: 'open [FOLDER]',
  summary: 'Open the desktop app, or the browser version where it cannot run',
  arguments: [0, 1],
  run: async ({ positionals }) => {
    const start = fileURLToPath(new URL('../../../bin/start.mjs', import.meta.url));
    if (!existsSync(start)) {
      const message = 'The desktop app is not part of this installation: use "tagmask serve" instead.';
      throw new TagmaskError('unavailable', 'no-desktop', message);
    }
    // Ctrl-C reaches the child through the terminal; its exit code is ours.
    const child = spawn(process.execPath, [start, ...positionals], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0)
      throw new TagmaskError('internal', 'open-failed', 'Tagmask ended with an error; see above.');
  },
};
