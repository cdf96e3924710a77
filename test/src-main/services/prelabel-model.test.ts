import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { temporaryFolder } from '../../temp.ts';
import { useOwnDataFolder } from './prelabel-data.ts';
import { makeDataset, openDataset } from './prelabel-fixture.ts';

useOwnDataFolder({ beforeAll, afterAll });

const fast = { preset: 'fast', device: 'cpu' } as const;

async function makeModel(): Promise<string> {
  const model = join(temporaryFolder(), 'model');
  await makeUntrainedClip(model, 1);
  return model;
}

function editConfig(model: string, edit: (config: Record<string, unknown>) => void): void {
  const file = join(model, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  edit(config);
  writeFileSync(file, JSON.stringify(config));
}

describe('a run with a model that cannot be used', () => {
  it('is not queued where the folder is empty, and the sentence names the file that is not there', async () => {
    const { prelabeler } = openDataset(await makeDataset(1));
    const model = join(temporaryFolder(), 'empty');
    mkdirSync(model);
    await expect(prelabeler.start({ ...fast, model })).rejects.toThrow('config.json');
    expect(prelabeler.runs()).toEqual([]);
  });

  it('is not queued where the weights are only half there', async () => {
    const { prelabeler } = openDataset(await makeDataset(1));
    const model = await makeModel();
    truncateSync(join(model, 'model.safetensors'), 100_000);
    await expect(prelabeler.start({ ...fast, model })).rejects.toThrow('model.safetensors');
    expect(prelabeler.runs()).toEqual([]);
  });

  it('is not queued where the folder holds another architecture', async () => {
    const { prelabeler } = openDataset(await makeDataset(1));
    const model = await makeModel();
    editConfig(model, (config) => (config['model_type'] = 'bert'));
    await expect(prelabeler.start({ ...fast, model })).rejects.toThrow('bert');
    expect(prelabeler.runs()).toEqual([]);
  });

  it('fails with the sentence that loading it ended with, and the next run works', async () => {
    const { prelabeler } = openDataset(await makeDataset(2));
    const model = await makeModel();
    editConfig(model, (config) => Object.assign(config['vision_config'] as object, { num_hidden_layers: 3 }));
    await prelabeler.start({ ...fast, model });
    await prelabeler.start(fast);
    await prelabeler.idle();
    const [failed, done] = prelabeler.runs();
    expect(failed).toMatchObject({ state: 'failed', done: 0, failed: 0 });
    expect(failed?.error).toContain('vision_model.encoder.layers.2');
    expect(failed?.finishedAt).not.toBeNull();
    expect(done).toMatchObject({ state: 'done', done: 2 });
  });

  it('fails where the weights are others than those that it was queued with', async () => {
    const { prelabeler } = openDataset(await makeDataset(1));
    const model = await makeModel();
    const other = join(temporaryFolder(), 'other');
    await makeUntrainedClip(other, 7);
    await prelabeler.start({ ...fast, model });
    cpSync(other, model, { recursive: true });
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([
      {
        state: 'failed',
        error: `The weights in ${model} are no longer those that this run began with. Start a new run.`,
      },
    ]);
  });

  it('is not queued with an unknown preset, dense variant or device, and the sentence lists the known ones', async () => {
    const { prelabeler } = openDataset(await makeDataset(1));
    const preset = 'finest' as unknown as 'fast';
    await expect(prelabeler.start({ preset })).rejects.toThrow(
      'There is no preset "finest"; take one of fast, balanced, paper.',
    );
    const dense = 'dino' as unknown as 'clip';
    await expect(prelabeler.start({ dense })).rejects.toThrow('clip, maskclip');
    const negatives = ['x'.repeat(61)];
    await expect(prelabeler.start({ negatives })).rejects.toThrow(
      'at most 100 words of at most 60 characters',
    );
    await expect(prelabeler.start({ device: 'coreml' })).rejects.toThrow(
      'Device coreml is not available here',
    );
    expect(prelabeler.runs()).toEqual([]);
  });
});
