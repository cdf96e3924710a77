import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { language } from '../../../src-renderer/words/language.svelte.ts';
import { DrawnEngine, drawnJob, drawnModel } from '../drawn-engine.ts';
import { showWindow, textOf } from '../show-window.ts';

const beach = { path: 'a.jpg', captions: ['a dog on the beach'], width: 80, height: 60 };
const pulled = {
  ...drawnModel,
  name: 'vit-b-16',
  trained: true,
  calibrated: false,
  isDefault: false,
  source: 'openai/clip-vit-base-patch16',
  sha256: 'ab'.repeat(32),
  bytes: 6e8,
};

let engine: DrawnEngine;
beforeEach(() => {
  engine = new DrawnEngine([beach], {
    model: { name: 'untrained', sha256: '', trained: false, knows: null },
  });
});
afterEach(() => language.choose(null));

const line = (name: string) => page.getByTestId('model').filter({ hasText: name }).first();
async function openModels() {
  await showWindow(engine, '#/settings');
  await expect.element(line('vit-b-16')).toBeInTheDocument();
}

describe('the models in the settings', () => {
  it('are where the banner of an untrained model leads', async () => {
    await showWindow(engine, '#/library');
    await page.getByRole('button', { name: 'Get a model' }).click();
    await expect.element(page.getByRole('heading', { name: 'Models' })).toBeInTheDocument();
    await expect.poll(() => textOf(line('vit-b-16'))).toContain('OpenAI CLIP ViT-B/16 · 598.5 MB');
    await expect.poll(() => textOf(line('untrained'))).toMatch(/default.*untrained/);
  });

  it('are fetched with their progress, and the download is cancelled from there', async () => {
    await openModels();
    await page.getByRole('button', { name: 'Download: vit-b-16' }).click();
    // The engine has answered: its answer must not come after its news.
    await expect.poll(() => textOf(page.getByTestId('model-progress'))).toBe('0 bytes');
    engine.publish({
      type: 'job',
      job: drawnJob('pull-vit-b-16', {
        title: 'Pull vit-b-16',
        done: 3e8,
        total: 6e8,
        perSecond: 1.2e7,
        secondsLeft: 25,
      }),
    });
    await expect
      .poll(() => textOf(page.getByTestId('model-progress')))
      .toBe('300 MB of 600 MB · 12 MB a second · 25 sec left');
    await page.getByRole('button', { name: 'Cancel: Pull vit-b-16' }).click();
    expect(engine.requests).toContain('POST /api/jobs/pull-vit-b-16/cancel');
  });

  it('say what they wait for, and why a download has failed', async () => {
    await openModels();
    const job = { title: 'Pull vit-b-16', done: 1, total: 2 };
    engine.publish({
      type: 'job',
      job: drawnJob('pull-vit-b-16', { ...job, message: 'Waiting 7 s. The hub is busy.' }),
    });
    await expect.poll(() => textOf(line('vit-b-16'))).toContain('Waiting 7 s. The hub is busy.');
    engine.publish({
      type: 'job',
      job: drawnJob('pull-vit-b-16', { ...job, state: 'failed', message: 'Set HF_TOKEN.' }),
    });
    await expect.element(page.getByRole('alert').filter({ hasText: 'Set HF_TOKEN.' })).toBeInTheDocument();
    await expect.element(page.getByRole('button', { name: 'Download: vit-b-16' })).toBeInTheDocument();
  });

  it('go on with what was broken off', async () => {
    const half = {
      name: 'vit-b-16',
      source: 'openai/clip-vit-base-patch16',
      fromHub: true,
      done: 2e8,
      total: 6e8,
    };
    engine.models = { ...engine.models, half: [half] };
    await openModels();
    await expect.poll(() => textOf(line('vit-b-16'))).toContain('200 MB of 600 MB are here');
    await page.getByRole('button', { name: 'Go on: vit-b-16' }).click();
    expect(engine.requests).toContain('POST /api/models/pull');
  });

  it('become the default, and are removed after a question, by the keyboard too', async () => {
    engine.models = { ...engine.models, models: [drawnModel, pulled] };
    await openModels();
    await page.getByRole('button', { name: 'Make default: vit-b-16' }).click();
    await expect.poll(() => textOf(line('vit-b-16'))).toContain('default');
    const remove = page.getByRole('button', { name: 'Remove: vit-b-16' });
    (remove.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('dialog', { name: 'Remove vit-b-16?' })).toBeInTheDocument();
    expect(engine.requests).not.toContain('DELETE /api/models/vit-b-16');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.poll(() => engine.requests).toContain('DELETE /api/models/vit-b-16');
    await expect.element(page.getByRole('button', { name: 'Download: vit-b-16' })).toBeInTheDocument();
  });

  it('speak the window’s language', async () => {
    const keys = { preset: 'tagmask', overrides: {} } as const;
    engine.people.set('ada', { language: 'ja', theme: 'dark', heatColours: 'viridis', keys });
    await openModels();
    await expect.element(page.getByRole('button', { name: 'ダウンロード: vit-b-16' })).toBeInTheDocument();
  });
});
