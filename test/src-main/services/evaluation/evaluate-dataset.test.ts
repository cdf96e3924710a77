import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { evaluationMethods } from '../../../../models/evaluation/index.ts';
import { releasedFolders } from '../../../../src-main/formats/released.ts';
import {
  evaluateDataset,
  type EvaluationRequest,
} from '../../../../src-main/services/evaluation/evaluate-dataset.ts';
import type { JobProgress } from '../../../../src-main/services/jobs.ts';
import { writeScenes } from '../../../../src-main/services/scenes.ts';
import '../../../own-home.ts';
import { temporaryFolder } from '../../../temp.ts';

async function drawScenes(count: number): Promise<string> {
  const out = join(temporaryFolder(), 'scenes');
  await writeScenes({ count, seed: 5, out, size: { width: 96, height: 64 } });
  return out;
}

const evaluate = (folder: string, request: Partial<EvaluationRequest> = {}) =>
  evaluateDataset({
    ...{ folder, folders: releasedFolders, limit: Infinity, device: 'cpu', parameters: { preset: 'fast' } },
    ...{ methods: evaluationMethods, dropStopWords: false, signal: new AbortController().signal },
    report: () => undefined,
    ...request,
  });

describe('evaluating a dataset', () => {
  test('goes on after a broken picture, says which one it was, and counts the others as ever', async () => {
    const folder = await drawScenes(4);
    const whole = await evaluate(folder);
    expect(whole).toMatchObject({ pictures: 4, failed: 0, errors: [] });
    writeFileSync(join(folder, 'image', '000003.png'), 'no picture');
    const told: JobProgress[] = [];
    const { errors, ...rest } = await evaluate(folder, { report: (progress) => told.push(progress) });
    expect(errors).toEqual([{ file: '000003.json', why: expect.stringContaining('000003.png') as string }]);
    expect(rest).toMatchObject({ pictures: 3, failed: 1 });
    expect(told.at(0)).toEqual({ done: 0, total: 4 });
    expect(told.at(-1)).toEqual({ done: 4, total: 4, failed: 1 });
    const three = await evaluate(folder, { limit: 3 });
    expect({ tags: rest.tags, masks: rest.masks }).toEqual({ tags: three.tags, masks: three.masks });
  });

  test('fails where no picture can be used', async () => {
    const folder = await drawScenes(1);
    writeFileSync(join(folder, 'image', '000000.png'), 'no picture');
    await expect(evaluate(folder)).rejects.toThrow(
      'None of the 1 pictures could be evaluated. The first, 000000.json:',
    );
  });

  test('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const report = (progress: JobProgress): void => {
      done.push(progress.done);
      if (progress.done === 1) controller.abort();
    };
    const running = evaluate(await drawScenes(3), { signal: controller.signal, report });
    await expect(running).rejects.toThrow('aborted');
    expect(done).toEqual([0, 1]);
  });

  test('takes τ and the threshold of masks as asked for', async () => {
    const folder = await drawScenes(3);
    const strict = await evaluate(folder, { parameters: { preset: 'fast', tau: 1, threshold: 1 } });
    expect(strict).toMatchObject({ preset: 'fast', tau: 1, threshold: 1 });
    expect(strict.tags.pixel).toMatchObject({ recall: 0 });
    expect(strict.masks).toMatchObject({ objectIoU: 0, boundaryF: 0, mFPR: expect.any(Number) as number });
    const loose = await evaluate(folder, { parameters: { preset: 'fast', threshold: 0 } });
    expect(loose.masks.objectIoU).toBeGreaterThan(0);
  });
});
