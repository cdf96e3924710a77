import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';

import { defaultCalibration } from '../../../models/clip/index.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { hashFile } from '../../../src-main/media/hash.ts';
import type {
  FromInference,
  InferenceInit,
  ToInference,
} from '../../../src-main/services/prelabel-protocol.ts';
import { defaultParameters } from '../../../src-main/services/scorer.ts';
import { temporaryFolder } from '../../temp.ts';

function startProcess(): ChildProcess {
  const entry = fileURLToPath(new URL('../../../src-main/workers/inference.ts', import.meta.url));
  const child = fork(entry, { serialization: 'advanced', execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function ask(child: ChildProcess, ...messages: ToInference[]): Promise<FromInference[]> {
  const answers: FromInference[] = [];
  const all = new Promise<void>((resolve) => {
    child.on('message', (answer: FromInference) => {
      answers.push(answer);
      if (answers.length === messages.length) resolve();
    });
  });
  for (const message of messages) child.send(message);
  await all;
  child.removeAllListeners('message');
  return answers;
}

async function makeInit(): Promise<InferenceInit> {
  const folder = join(temporaryFolder(), 'model');
  await makeUntrainedClip(folder, 1);
  const sha256 = await hashFile(join(folder, 'model.safetensors'));
  const parameters = { ...defaultParameters(defaultCalibration), preset: 'fast' as const };
  return { model: { folder, sha256 }, parameters, device: 'cpu', cacheFolder: temporaryFolder() };
}

async function drawPicture(): Promise<string> {
  const file = join(temporaryFolder(), 'grey.png');
  await sharp({ create: { width: 64, height: 64, channels: 3, background: 'grey' } })
    .png()
    .toFile(file);
  return file;
}

describe('an inference process', () => {
  it('answers each unit in its turn, also one that fails', async () => {
    const child = startProcess();
    const init = await makeInit();
    expect(await ask(child, { type: 'init', init })).toEqual([{ type: 'ready', device: 'cpu' }]);
    const file = await drawPicture();
    const unit = (pictureId: number, path: string): ToInference => ({
      type: 'unit',
      unit: { pictureId, file: path, captions: [{ text: 'a grey wall', words: ['a', 'grey', 'wall'] }] },
    });
    const answers = await ask(child, unit(1, file), unit(2, `${file}.gone`), unit(3, file));
    expect(answers).toMatchObject([
      { type: 'scored', pictureId: 1, scores: { tags: [{ heat: { width: 14, height: 14 } }, {}, {}] } },
      { type: 'failed', pictureId: 2, error: { code: 'picture-missing' } },
      { type: 'scored', pictureId: 3 },
    ]);
    const [scored] = answers;
    const heat = scored?.type === 'scored' ? scored.scores.tags[0]?.heat : undefined;
    expect(heat?.data).toBeInstanceOf(Uint8Array);
    expect(heat?.data).toHaveLength(14 * 14);
  });

  it('refuses a model that is not there with a code and a sentence', async () => {
    const init = await makeInit();
    const model = { ...init.model, folder: join(temporaryFolder(), 'nowhere') };
    const [answer] = await ask(startProcess(), { type: 'init', init: { ...init, model } });
    expect(answer).toMatchObject({ type: 'refused' });
    expect(answer?.type === 'refused' && answer.error.message).toContain('nowhere');
  });

  it('ends by itself when the engine is gone', async () => {
    const child = startProcess();
    await ask(child, { type: 'init', init: await makeInit() });
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('leaves Ctrl-C to the engine', async () => {
    const child = startProcess();
    await ask(child, { type: 'init', init: await makeInit() });
    child.kill('SIGINT');
    const unit = { pictureId: 1, file: await drawPicture(), captions: [] };
    expect(await ask(child, { type: 'unit', unit })).toMatchObject([{ type: 'scored', pictureId: 1 }]);
  });
});
