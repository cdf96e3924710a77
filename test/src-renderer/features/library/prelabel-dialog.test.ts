import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';

import { language } from '../../../../src-renderer/words/language.svelte.ts';
import { DrawnEngine, drawnModel, drawnRun } from '../../drawn-engine.ts';
import { EmptyStore, showWindow, textOf } from '../../show-window.ts';

const untrained = { ...drawnModel, isDefault: false };
const pulled = { ...drawnModel, name: 'vit-b-16', trained: true, calibrated: false, bytes: 6e8 };
const mine = { ...pulled, name: 'mine', calibrated: true, isDefault: false, bytes: 1.7e9 };
const broken = { ...pulled, name: 'broken', isDefault: false, problem: 'config.json is not complete.' };

let engine: DrawnEngine;
beforeEach(async () => {
  await page.viewport(1280, 800);
  const beach = { path: 'a.jpg', captions: ['a dog on the beach'], width: 80, height: 60 };
  engine = new DrawnEngine([beach], { model: { name: 'vit-b-16', sha256: '', trained: true, knows: null } });
  engine.models = { ...engine.models, models: [untrained, pulled, mine, broken] };
});
afterEach(() => language.choose(null));

const dialog = page.getByRole('dialog', { name: 'Pre-label' });
const model = dialog.getByRole('combobox', { name: 'Model' });
const names = () => [...(model.query()?.querySelectorAll('option') ?? [])].map(({ text }) => text);
const facts = () => textOf(page.getByTestId('model-facts'));

async function openDialog(store = new EmptyStore()): Promise<EmptyStore> {
  await showWindow(engine, '#/library', { store });
  await page.getByRole('button', { name: 'Pre-label…' }).click();
  await expect.poll(() => textOf(dialog)).toContain('Pre-label');
  return store;
}
const start = () => dialog.getByRole('button', { name: 'Pre-label 1 picture' }).click();

describe('the pre-label dialog', () => {
  it('offers the models of the library that can be used, and says what each is', async () => {
    await openDialog();
    await expect.poll(names).toEqual(['untrained', 'vit-b-16 (default)', 'mine']);
    await expect.element(model).toHaveValue('vit-b-16');
    await expect.poll(facts).toBe('600 MB · trained · not calibrated');
    await model.selectOptions('mine');
    await expect.poll(facts).toBe('1.7 GB · trained · calibrated');
    await model.selectOptions('untrained');
    await expect.poll(facts).toBe('1.4 MB · untrained');
    await expect.poll(() => textOf(dialog)).toContain('This model is untrained');
  });

  it('starts a run with the chosen one, and names none for the default', async () => {
    await openDialog();
    await model.selectOptions('mine');
    await dialog.getByRole('radio', { name: /^Balanced/ }).click();
    await start();
    await expect
      .poll(() => engine.started)
      .toEqual([{ model: 'mine', preset: 'balanced', dense: 'maskclip' }]);
    await page.getByRole('button', { name: 'Pre-label…' }).click();
    await expect.element(model).toHaveValue('mine');
    await model.selectOptions('vit-b-16');
    await start();
    await expect.poll(() => engine.started.at(-1)).toEqual({ preset: 'balanced', dense: 'maskclip' });
  });

  it('says how long a preset will take where one has run with this model before', async () => {
    engine.runs = [
      { ...drawnRun, model: { ...drawnRun.model, name: 'vit-b-16' }, perSecond: 0.5 },
      { ...drawnRun, id: 2, model: { ...drawnRun.model, name: 'mine' }, perSecond: 0.01 },
    ];
    await openDialog();
    const said = (preset: string) => textOf(dialog.getByText(new RegExp(`^${preset}`)).first());
    await expect.poll(() => said('Balanced')).toContain('≈ 2 sec, as last time');
    expect(said('Fast')).not.toContain('last time');
    await model.selectOptions('mine');
    await expect.poll(() => said('Balanced')).toContain('≈ 2 min, as last time');
  });

  it('remembers the choice in this browser, as long as the model is there', async () => {
    const store = new EmptyStore();
    store.setItem('tagmask-run', JSON.stringify({ model: 'mine', preset: 'balanced', dense: 'clip' }));
    await openDialog(store);
    await expect.element(model).toHaveValue('mine');
    await expect.element(dialog.getByRole('radio', { name: /^Balanced/ })).toBeChecked();
    engine.models = { ...engine.models, models: [pulled] };
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Pre-label…' }).click();
    await expect.element(model).toHaveValue('vit-b-16');
  });

  it('takes what it cannot read for nothing, and offers a model from outside of the library first', async () => {
    engine.session = {
      ...engine.session,
      model: { name: 'my-folder', sha256: '', trained: true, knows: null },
    };
    const store = new EmptyStore();
    store.setItem('tagmask-run', '{');
    await openDialog(store);
    await expect.poll(names).toEqual(['my-folder (default)', 'untrained', 'vit-b-16', 'mine']);
    await expect.poll(facts).toBe('trained');
  });
});
