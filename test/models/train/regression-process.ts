/**
 * A training in a process of its own, to be killed: `<folder> <steps> [<last>]`. Says each step, and at the end every bit of the result; after
 * step `last` it waits for ever, so that whoever is to kill it is never too late.
 */
import { train } from '../../../models/train/index.ts';
import { bitsOf, openRegression, regressionData, startOfRegression } from './regression.ts';

const [folder = '', steps = '', last = ''] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const waitForEver = (): Promise<never> => new Promise(() => setInterval(() => undefined, 1000));

const session = await openRegression();
const parameters = startOfRegression();
try {
  await train({
    session,
    parameters,
    data: regressionData(),
    network: 'a line',
    options: {
      steps: Number(steps),
      learningRate: 0.05,
      batch: 3,
      accumulate: 2,
      seed: 8,
      checkpointEvery: 3,
    },
    checkpoints: { folder },
    onWarning: say,
    onProgress: async ({ step }) => {
      say(`step ${step}`);
      if (String(step) === last) await waitForEver();
    },
  });
  say(`result ${bitsOf(parameters)}`);
} catch (error) {
  say(`error ${error instanceof Error ? error.message : String(error)}`);
}
await session.close();
