/**
 * The first start as a new user has it: `npm run build`, then `node bench/first-start.ts [RUNS]`. Starts `serve` without a folder and with empty
 * data and cache folders, and says how long it takes until the demo is drawn and listed, and until all of it is pre-labelled.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { DatasetStatus } from '../src-main/services/types.ts';
import { addressOf, startCli } from '../test/run-cli.ts';

const runs = Number(process.argv[2] ?? 3);
const pollMs = 20;

async function measure(): Promise<{ address: number; imported: number; first: number; labelled: number }> {
  const home = mkdtempSync(join(tmpdir(), 'tagmask-first-start-'));
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const child = startCli(['serve'], home);
  try {
    const url = new URL(await addressOf(child));
    const address = seconds();
    const entered = await fetch(url, { redirect: 'manual' });
    const cookie = entered.headers.getSetCookie().map((line) => line.split(';')[0]).join('; '); // prettier-ignore
    let [imported, first]: (number | undefined)[] = [];
    for (;;) {
      const answer = await fetch(new URL('/api/status', url), { headers: { cookie } });
      const { pictures, runs: labelling } = (await answer.json()) as DatasetStatus;
      if (pictures > 0) imported ??= seconds();
      if (labelling.some(({ done }) => done > 0)) first ??= seconds();
      if (labelling.some(({ state }) => state === 'done'))
        return { address, imported: imported ?? NaN, first: first ?? NaN, labelled: seconds() };
      await sleep(pollMs);
    }
  } finally {
    const ended = once(child, 'close');
    child.kill();
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
}

for (let run = 1; run <= runs; run++) {
  const { address, imported, first, labelled } = await measure();
  console.log(
    `run ${run}: address after ${address.toFixed(2)} s, first pictures ${imported.toFixed(2)} s, the first pre-labelled ${first.toFixed(2)} s, all pre-labelled ${labelled.toFixed(2)} s`,
  );
}
