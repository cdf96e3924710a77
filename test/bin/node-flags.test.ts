import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { nodeFlags } from '../../src-main/node-flags.ts';

const program = fileURLToPath(new URL('../../bin/tagmask.mjs', import.meta.url));
const printsItself = 'console.error(JSON.stringify({ pid: process.pid, flags: process.execArgv }))';

test.runIf(process.platform === 'linux')(
  'the command line goes on as the same process with the flags that it needs, and once',
  () => {
    const env = {
      ...process.env,
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(printsItself)}`,
    };
    const { status, stderr } = spawnSync(process.execPath, [program, 'help'], { env, encoding: 'utf8' });
    expect(status).toBe(0);
    const lines = stderr.trim().split('\n');
    const [first, second] = lines.map((line) => JSON.parse(line) as { pid: number; flags: string[] });
    expect(lines).toHaveLength(2);
    expect(first?.flags).toEqual([]);
    expect(second).toEqual({ pid: first?.pid, flags: [...nodeFlags] });
  },
);
