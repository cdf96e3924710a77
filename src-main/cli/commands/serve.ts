import { homedir } from 'node:os';
import { resolve } from 'node:path';

import { numberOption, textListOption, textOption, type Command } from '../command.ts';
import { serveFolder } from '../../http/serve-folder.ts';

export const serveCommand: Command = {
  usage: 'serve [FOLDER] [--root DIR …] [--port N] [--model NAME|DIR] [--as NAME]',
  summary: 'Open Tagmask in a browser on this machine; without FOLDER, the demo',
  options: {
    root: { type: 'string', multiple: true },
    port: { type: 'string' },
    host: { type: 'string' },
    model: { type: 'string' },
    as: { type: 'string' },
  },
  arguments: [0, 1],
  run: async (invocation) => {
    const [folder] = invocation.positionals;
    const roots = textListOption(invocation, 'root');
    const port = numberOption(invocation, 'port', 0);
    const host = textOption(invocation, 'host');
    const model = textOption(invocation, 'model');
    const reviewer = textOption(invocation, 'as');
    const served = await serveFolder({
      folder,
      roots: (roots.length > 0 ? roots : [folder ?? homedir()]).map((root) => resolve(root)),
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      ...(model === undefined ? {} : { model }),
      ...(reviewer === undefined ? {} : { reviewer }),
    });
    const { address } = served;
    process.stdout.write(invocation.json ? `${JSON.stringify({ address })}\n` : `Tagmask is at ${address}\n`);
    await aborted(invocation.signal);
    await served.close();
  },
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
