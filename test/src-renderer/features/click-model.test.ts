import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { areaOf, decodeMask, encodeMask, rleFromBitmap } from '../../../models/masks/index.ts';
import { DrawnEngine } from '../drawn-engine.ts';
import { isShown, showWindow, textOf } from '../show-window.ts';

const size = { width: 80, height: 60 };
let engine: DrawnEngine;

beforeEach(async () => {
  await page.viewport(1280, 800);
  engine = new DrawnEngine([
    { path: 'a.jpg', captions: ['a dog'], ...size },
    { path: 'b.jpg', captions: ['a dog'], ...size },
  ]);
});

const press = (keys: string) => userEvent.keyboard(keys);
const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`Nothing matches ${selector}.`);
  return found;
};
const state = () => find('[data-testid=click-model]').dataset['state'];
const shown = () => textOf(page.getByTestId('click-model'));

async function openClickTool(): Promise<void> {
  await showWindow(engine, '#/masks/1');
  await expect.poll(() => isShown('[data-testid=edit-stage] img')).toBe(true);
  await page.getByTestId('tool-click').click();
  await expect.poll(() => isShown('[data-testid=edit-stage][data-colours=true]')).toBe(true);
}

function click(x: number, y: number): void {
  const stage = find('[data-testid=edit-stage]');
  const box = find('[data-testid=edit-stage] .layers').getBoundingClientRect();
  const at = {
    clientX: box.left + (x / size.width) * box.width,
    clientY: box.top + (y / size.height) * box.height,
  };
  stage.setPointerCapture = () => undefined;
  for (const [event, buttons] of [
    ['pointerdown', 1],
    ['pointerup', 0],
  ] as const)
    stage.dispatchEvent(
      new PointerEvent(event, { ...at, pointerId: 1, buttons, bubbles: true, cancelable: true }),
    );
}

/** What the model answers each click with: a square that no algorithm would find. */
const data = Uint8Array.from({ length: size.width * size.height }, (_, at) =>
  at % size.width < 7 && at < 7 * size.width ? 1 : 0,
);
const found = { model: 'toy', mask: encodeMask(rleFromBitmap({ ...size, data })), predictedIou: 0.9 };
const refusal = () =>
  Response.json({ error: { code: 'not-numbers', message: 'The model is broken.' } }, { status: 503 });

/** An engine with a model: its answers about pictures are those of `segment`. */
function withModel(segment: (path: string) => Promise<Response>): void {
  engine.gate = (path) => {
    if (path === '/api/segment') return Promise.resolve(Response.json({ model: 'toy' }));
    return path.endsWith('/segment') ? segment(path) : undefined;
  };
}

it('says that clicks work without a model where the engine has none', async () => {
  await openClickTool();
  expect([state(), shown()]).toEqual(['none', 'without a model']);
});

it('clicks through the engine’s model once it has looked at the picture', async () => {
  const ready = Promise.withResolvers<Response>();
  const answers = [() => ready.promise, () => Promise.resolve(Response.json(found))];
  withModel(() => (answers.length > 1 ? answers.shift() : answers[0])?.() ?? ready.promise);
  await openClickTool();
  expect(state()).toBe('preparing');
  expect(shown()).toMatch(/^toy is looking at the picture/);
  ready.resolve(Response.json({ model: 'toy', mask: null, predictedIou: null }));
  await expect.poll(state).toBe('ready');
  expect(shown()).toBe('with toy');
  click(40, 30);
  await press('{Enter}');
  await expect.poll(() => engine.received.length).toBe(1);
  expect(engine.received[0]?.[0]?.mask).toEqual(found.mask);
  await press('{Shift>}{Backspace}{/Shift}');
  await expect.poll(() => engine.received.length).toBe(2);
  // Snap asks the same model.
  await press('s');
  await expect.poll(() => engine.received.length).toBe(3);
  expect(engine.received[2]?.[0]?.mask).toEqual(found.mask);
});

it('falls back to what needs no weights where the model fails, and says so once', async () => {
  let asked = 0;
  withModel(() => Promise.resolve((asked += 1) === 1 ? Response.json({ ...found, mask: null }) : refusal()));
  await openClickTool();
  await expect.poll(state).toBe('ready');
  click(40, 30);
  await expect.poll(state).toBe('failed');
  expect(shown()).toBe('without a model');
  await expect
    .poll(() => document.body.textContent)
    .toContain('The model is broken. Clicks on this picture work without a model.');
  await press('{Enter}');
  await expect.poll(() => engine.received.length).toBe(1);
  const mask = engine.received[0]?.[0]?.mask ?? { size: [1, 1] as const, counts: '1' };
  expect(areaOf(decodeMask(mask))).toBeGreaterThan(0);
  expect(mask).not.toEqual(found.mask);
  const notices = () => document.querySelectorAll('[data-testid=notice]').length;
  const before = notices();
  location.hash = '#/masks/2';
  await expect.poll(state).toBe('failed');
  expect(notices()).toBe(before);
});
