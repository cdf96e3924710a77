import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';

import { startInferenceAhead, takeInferenceProcess } from '../../../src-main/services/inference-process.ts';

function take() {
  const child = takeInferenceProcess();
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });
  return child;
}

test('an inference process that was started ahead is the next one taken, once', async () => {
  startInferenceAhead();
  startInferenceAhead();
  const first = take();
  const second = take();
  expect(first.pid).not.toBe(second.pid);
  // It is alive and listens: a model that is none is refused with a sentence.
  const heard = once(first, 'message');
  first.send({ type: 'init', init: { model: { folder: 'nowhere', sha256: '' }, parameters: {} } });
  expect((await heard)[0]).toMatchObject({ type: 'refused' });
});
