import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import type { TrainingNews, TrainingView } from '../../../src-main/services/trainings/types.ts';
import type { TtdResult } from '../../../src-main/services/train-ttd/progress.ts';
import { DrawnEngine, drawnJob, drawnModel } from '../drawn-engine.ts';
import { isShown, showWindow, textOf } from '../show-window.ts';

const beach = [
  { path: 'a.jpg', captions: ['A dog on the beach'], width: 80, height: 60 },
  { path: 'b.jpg', captions: ['A ball in the sea'], width: 80, height: 60 },
];
const clip = { ...drawnModel, name: 'clip-vit-b16', trained: true, isDefault: true };

function makeEngine(pictures = beach, models = [clip]): DrawnEngine {
  const engine = new DrawnEngine(pictures);
  engine.models = { ...engine.models, models };
  return engine;
}

const look = (step: number, loss: number, f1: number) => ({
  step,
  losses: { loss, distill: loss / 2, tag: loss / 2 },
  chosen: 0.42,
  tags: { precision: f1, recall: f1, f1, accuracy: f1 },
  known: 300,
});
const point = (step: number) => ({ step, loss: 1 / step, distill: 0.5 / step, tag: 0.4 / step, chosen: 0.4 });
const map = (data: number) => ({
  ...{ path: 'a.jpg', pictureId: 1, caption: 'A dog on the beach', width: 2, height: 1 },
  data: btoa(String.fromCharCode(data, 255 - data)),
});

const running: TrainingView = {
  ...{ name: 'beach-1', state: 'running', base: 'clip-vit-b16', preset: 'quick', pairs: 'all', dataset: 'Beach' },
  ...{ step: 2, steps: 100, secondsLeft: 600, points: [point(1), point(2)], looks: [look(0, 0.4, 0.5)] },
  before: { step: 0, maps: [map(0)] },
  now: { step: 0, maps: [map(0)] },
  ...{ canGoOn: false, message: null, result: null },
}; // prettier-ignore

const result: TtdResult = {
  ...{ type: 'result', folder: '/models/beach-1', sha256: 'ab', kind: 'adapter', steps: 100, ended: 'steps' },
  ...{ sentence: null, base: { name: 'clip-vit-b16', sha256: 'cd' }, seconds: 60 },
  ...{ first: look(0, 0.4, 0.5), best: look(20, 0.3, 0.55) },
  pairs: { training: 90, heldOut: 10, pruned: 0, skipped: 0 },
}; // prettier-ignore

async function tell(engine: DrawnEngine, news: Partial<TrainingNews>): Promise<void> {
  await expect.poll(() => engine.listeners).toBeGreaterThan(0);
  engine.publish({ type: 'training', training: { ...running, points: [], ...news } });
}

afterEach(() => history.replaceState(null, '', location.pathname + location.search));

describe('the form', () => {
  test('starts a training of what was chosen under a name that is free', async () => {
    const engine = makeEngine();
    engine.models = { ...engine.models, models: [clip, { ...clip, name: 'beach-1', base: 'clip-vit-b16', isDefault: false }] }; // prettier-ignore
    const screen = await showWindow(engine, '#/training');
    const name = screen.getByLabelText('Name of the new model');
    await expect.element(name).toHaveValue('beach-2');
    await userEvent.fill(name, 'beach-1');
    await expect.element(screen.getByText('There is a model of this name already.')).toBeVisible();
    await expect.element(screen.getByRole('button', { name: 'Start training' })).toBeDisabled();
    await userEvent.fill(name, 'mine');
    await userEvent.click(screen.getByText('Quick', { exact: true }));
    await userEvent.click(screen.getByText('Reviewed', { exact: true }));
    await userEvent.click(screen.getByRole('button', { name: 'Start training' }));
    await expect.poll(() => engine.trainingsStarted).toEqual([
      { name: 'mine', pairs: 'reviewed', preset: 'quick', base: 'clip-vit-b16' },
    ]); // prettier-ignore
    await expect.poll(() => isShown('[data-testid=training][data-state=preparing]')).toBe(true);
    expect(isShown('[data-testid=training-form]')).toBe(false);
  });

  test('offers no adapter and no untrained model as a base', async () => {
    const adapter = { ...clip, name: 'adapter', base: 'clip-vit-b16', isDefault: false };
    const screen = await showWindow(makeEngine(beach, [drawnModel, adapter, clip]), '#/training');
    await expect.element(screen.getByLabelText('Base model')).toBeVisible();
    expect(document.querySelectorAll('[data-testid=training-form] option')).toHaveLength(1);
  });

  test('sends the library’s filter with it, where that is chosen', async () => {
    const engine = makeEngine();
    const screen = await showWindow(engine, '#/library?tag=dog');
    await userEvent.click(screen.getByRole('button', { name: 'Training', exact: true }));
    await userEvent.click(screen.getByText('The library’s filter'));
    await userEvent.click(screen.getByRole('button', { name: 'Start training' }));
    await expect.poll(() => engine.trainingsStarted).toMatchObject([{ pairs: 'filter', query: { tag: 'dog' } }]); // prettier-ignore
  });

  test('says what it would take, as an estimate, and warns where memory is short', async () => {
    const engine = makeEngine();
    const screen = await showWindow(engine, '#/training');
    await userEvent.click(screen.getByRole('button', { name: 'Estimate time and memory' }));
    const machine = { total: 8e9, free: 1e9 };
    const estimate = { preset: 'standard', seconds: 1200, memory: 3e9, machine, steps: 400, secondsPerStep: 2.5 }; // prettier-ignore
    await expect.element(screen.getByText('Measuring two steps…')).toBeVisible();
    engine.publish({ type: 'job', job: drawnJob('estimate-training', { kind: 'estimate', state: 'done', result: estimate }) }); // prettier-ignore
    const said = screen.getByTestId('training-estimate');
    await expect.poll(() => textOf(said)).toContain('Estimate: up to 20 min, 3 GB of memory.');
    expect(textOf(said)).toContain('Only 1 GB are free now');
    await userEvent.click(screen.getByText('Quick', { exact: true }));
    await expect.poll(() => textOf(said)).toBe('');
  });

  test('shows the engine’s own sentence where it refuses', async () => {
    const engine = makeEngine();
    engine.gate = (path) =>
      path === '/api/trainings/estimate'
        ? Promise.resolve(Response.json({ error: { code: 'model-leaving', message: 'The model is being removed.' } }, { status: 409 })) // prettier-ignore
        : undefined;
    const screen = await showWindow(engine, '#/training');
    await userEvent.click(screen.getByRole('button', { name: 'Estimate time and memory' }));
    await expect.poll(() => textOf(screen.getByTestId('notice'))).toContain('The model is being removed.');
  });
});

describe('a training at work', () => {
  test('draws its curves as it goes on, and says them in words', async () => {
    const engine = makeEngine();
    engine.trainings = [running];
    const screen = await showWindow(engine, '#/training');
    await expect.poll(() => textOf(screen.getByTestId('training-facts'))).toBe('Step 2 of 100 · 10 min left');
    await tell(engine, { step: 20, points: Array.from({ length: 18 }, (_, at) => point(at + 3)), looks: [look(0, 0.4, 0.5), look(20, 0.3, 0.55)] }); // prettier-ignore
    const losses = screen.getByRole('img', { name: /^Losses up to step 20: caption from 0\.500 to 0\.025/ });
    await expect.element(losses).toBeVisible();
    expect(losses.element().querySelectorAll('path')).toHaveLength(3);
    expect(losses.element().querySelector('path.first')?.getAttribute('d')?.split('L')).toHaveLength(20);
    expect(losses.element().querySelectorAll('circle')).toHaveLength(2);
    await userEvent.click(screen.getByText('Numbers'));
    await expect.element(screen.getByRole('row', { name: '20 0.300 42% 55%' })).toBeVisible();
  });

  test('shows the same caption’s heat map before and now', async () => {
    const engine = makeEngine();
    engine.trainings = [{ ...running, now: { step: 20, maps: [map(200)] } }];
    const screen = await showWindow(engine, '#/training');
    await expect.element(screen.getByRole('img', { name: 'Heat map of the caption on a.jpg: Before' })).toBeVisible(); // prettier-ignore
    const after = screen.getByRole('img', { name: 'Heat map of the caption on a.jpg: Step 20' });
    expect(after.element().querySelector('canvas')?.width).toBe(2);
    await expect.element(screen.getByText('A dog on the beach')).toBeVisible();
  });

  test('is paused, and goes on', async () => {
    const engine = makeEngine();
    engine.trainings = [running];
    const screen = await showWindow(engine, '#/training');
    await userEvent.click(screen.getByRole('button', { name: 'Pause' }));
    await expect.poll(() => engine.requests).toContain('POST /api/trainings/beach-1/pause');
    await tell(engine, { state: 'paused', canGoOn: true });
    await userEvent.click(screen.getByRole('button', { name: 'Go on with beach-1' }));
    await expect.poll(() => engine.requests).toContain('POST /api/trainings/beach-1/go-on');
  });

  test('is discarded only after a question', async () => {
    const engine = makeEngine();
    engine.trainings = [running];
    const screen = await showWindow(engine, '#/training');
    await userEvent.click(screen.getByRole('button', { name: 'Discard…' }));
    const dialog = screen.getByRole('dialog', { name: 'Discard the training beach-1?' });
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(engine.requests).not.toContain('DELETE /api/trainings/beach-1');
    await userEvent.click(screen.getByRole('button', { name: 'Discard…' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Discard', exact: true }));
    await expect.poll(() => isShown('[data-testid=training]')).toBe(false);
    expect(engine.requests).toContain('DELETE /api/trainings/beach-1');
  });
});

describe('the end of a training', () => {
  const done: TrainingView = { ...running, state: 'done', step: 100, result };

  test('says what has changed, and the model can be tried and made the default', async () => {
    const engine = makeEngine(beach, [clip, { ...clip, name: 'beach-1', base: 'clip-vit-b16', isDefault: false }]); // prettier-ignore
    engine.trainings = [done];
    const screen = await showWindow(engine, '#/training');
    const end = screen.getByTestId('training-end');
    await expect.poll(() => textOf(end)).toContain('Held-out loss 0.400 → 0.300');
    expect(textOf(end)).toContain('F1 of chosen words 50% → 55%');
    await userEvent.click(screen.getByRole('button', { name: 'Pre-label with it' }));
    await expect.poll(() => engine.started).toEqual([{ model: 'beach-1' }]);
    const choose = screen.getByRole('button', { name: 'Make default' });
    await userEvent.click(choose);
    await expect.element(choose).toBeDisabled();
    expect(engine.models.models.find(({ isDefault }) => isDefault)?.name).toBe('beach-1');
    expect(isShown('[data-testid=training-form]')).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Compare runs' }));
    await expect.element(screen.getByRole('heading', { name: 'Nothing to compare yet' })).toBeVisible();
  });

  test('shows the guard’s sentence as it is', async () => {
    const engine = makeEngine();
    const sentence = 'The training was stopped after step 20 because it collapses.';
    engine.trainings = [{ ...done, message: sentence, result: { ...result, ended: 'collapse', sentence } }];
    const screen = await showWindow(engine, '#/training');
    await expect.element(screen.getByText(sentence)).toBeVisible();
  });

  test('shows why it has failed, with the way on where there is one', async () => {
    const engine = makeEngine();
    engine.trainings = [{ ...running, state: 'failed', canGoOn: true, message: 'The disk is full.' }];
    const screen = await showWindow(engine, '#/training');
    await expect.element(screen.getByRole('alert')).toHaveTextContent('The disk is full.');
    await expect.element(screen.getByRole('button', { name: 'Go on', exact: true })).toBeEnabled();
  });
});

describe('an empty screen', () => {
  test('says what is missing: a dataset, captions, a trained model', async () => {
    const closed = new DrawnEngine([], { dataset: null });
    const first = await showWindow(closed, '#/training');
    await expect.element(first.getByText('Nothing to train on yet')).toBeVisible();
    await first.unmount();
    const second = await showWindow(makeEngine([{ path: 'a.jpg', captions: [], width: 8, height: 6 }]), '#/training'); // prettier-ignore
    await expect.element(second.getByText('No captions here')).toBeVisible();
    await second.unmount();
    const third = await showWindow(makeEngine(beach, [drawnModel]), '#/training');
    await userEvent.click(third.getByRole('button', { name: 'Get a model' }));
    expect(location.hash).toBe('#/settings');
  });

  test('lists what has stopped before its end, to go on with', async () => {
    const engine = makeEngine();
    engine.trainings = [{ ...running, state: 'paused', canGoOn: true }];
    const screen = await showWindow(engine, '#/training');
    await expect.poll(() => textOf(screen.getByTestId('unfinished'))).toContain('Step 2 of 100');
    expect(page.getByTestId('training-form').query()).not.toBeNull();
  });
});

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  const paused: TrainingView = { ...running, name: 'beach-0', state: 'paused', canGoOn: true };
  const shown: readonly (readonly [what: string, trainings: readonly TrainingView[]])[] = [
    ['the form with an unfinished training', [paused]],
    ['a running training', [{ ...running, now: { step: 20, maps: [map(200)] } }]],
    ['a finished training', [{ ...running, state: 'done', result, message: 'It ended early.' }]],
    ['a failed training', [{ ...running, state: 'failed', message: 'The disk is full.' }]],
  ];

  test.each(shown)('axe finds nothing wrong in %s', async (_, trainings) => {
    const engine = makeEngine();
    engine.trainings = trainings;
    engine.people.set('ada', { language: null, theme, heatColours: 'viridis', keys: { preset: 'tagmask', overrides: {} } }); // prettier-ignore
    await showWindow(engine, '#/training');
    await expect.poll(() => document.documentElement.dataset['theme']).toBe(theme);
    await expect.poll(() => isShown('[data-testid=training-screen]')).toBe(true);
    const { violations } = await axe.run(document.querySelector('main') ?? document, { resultTypes: ['violations'] }); // prettier-ignore
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ failureSummary }) => failureSummary).join()}`)).toEqual([]); // prettier-ignore
  });
});
