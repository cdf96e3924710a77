import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { DrawnEngine } from '../../drawn-engine.ts';
import { isShown, showWindow, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
let engine: DrawnEngine;

const press = (keys: string) => userEvent.keyboard(keys);
const focusedText = () =>
  document.querySelector('[data-testid="tag"][aria-selected="true"]')?.getAttribute('data-text');
const stateOf = (text: string) =>
  document.querySelector(`[data-testid="tag"][data-text="${text}"]`)?.getAttribute('data-state');
const notices = () => textOf(page.getByTestId('notice').last());
const refuse = (status: number, code: string, message: string) => () =>
  Promise.resolve(Response.json({ error: { code, message } }, { status }));

beforeEach(async () => {
  await page.viewport(1280, 720);
  engine = new DrawnEngine([
    { path: 'dog.jpg', captions: ['A dog jumps for a frisbee'], ...size },
    { path: 'sea.jpg', captions: ['Waves and a sailboat'], ...size },
  ]);
  await showWindow(engine, '#/review/1');
  await expect.poll(focusedText).toBe('dog');
  await expect.poll(() => engine.listeners).toBe(1);
});

it('a picture that is deleted while it is shown is said to be gone, and the keys go on to the next', async () => {
  engine.lose(1, 'The file is no longer there.');
  await expect.poll(() => textOf(page.getByTestId('picture-error'))).toMatch(/The file is no longer there\./);
  await press('{ArrowRight}');
  await expect.poll(focusedText).toBe('waves');
  await press('x');
  await expect.poll(() => engine.tag('waves', 2).state).toBe('rejected');
});

it('a verdict that the disk has no room for is told at once, and neither a tag nor a count pretends that it is saved', async () => {
  const left = () => /([\d,]+) tags? left/.exec(textOf(page.getByTestId('progress')))?.[1];
  await expect.poll(left).toBe('5');
  const full = refuse(507, 'disk-full', 'The disk is full: make room.');
  engine.gate = (path) => (path === '/api/decisions' ? full() : undefined);
  await press('a');
  await expect.poll(notices).toMatch(/The disk is full: make room\./);
  await expect.poll(() => [stateOf('dog'), focusedText()]).toEqual(['undecided', 'dog']);
  await expect.poll(left, { timeout: 5000 }).toBe('5');
  engine.gate = () => undefined;
  await press('a');
  await expect.poll(() => engine.tag('dog').state).toBe('accepted');
});

it('of two reviewers on one tag the later stands, and whoever was overruled is told by whom', async () => {
  await press('a');
  await expect.poll(() => engine.tag('dog').state).toBe('accepted');
  await expect.poll(() => textOf(page.getByTestId('save-state'))).toMatch(/All verdicts saved/);
  engine.decideElsewhere('grace', { tagId: engine.tag('dog').id, verdict: 'rejected' });
  await expect.poll(() => stateOf('dog')).toBe('rejected');
  await expect.poll(notices).toMatch(/dog.*grace/);
  await expect.poll(() => textOf(page.getByTestId('announcer'))).toMatch(/dog.*grace/);
});

it('an engine that no longer knows this page says what to do, and the verdicts wait for it', async () => {
  const locked = refuse(401, 'no-token', 'Open the address that Tagmask has printed.');
  engine.gate = locked;
  engine.hangUp();
  await press('x');
  await expect
    .poll(() => textOf(page.getByTestId('engine-away')), { timeout: 5000 })
    .toMatch(/Open the address/);
  expect(engine.received).toEqual([]);
  engine.gate = () => undefined;
  await expect.poll(() => engine.tag('dog').state, { timeout: 10_000 }).toBe('rejected');
  await expect.poll(() => isShown('[data-testid="engine-away"]'), { timeout: 10_000 }).toBe(false);
});

describe('the history', () => {
  const steps = () => [...document.querySelectorAll<HTMLElement>('[data-step]')];

  beforeEach(async () => {
    await press('xux');
    await expect.poll(() => engine.received.length).toBe(3);
    await expect.poll(focusedText).toBe('waves');
    await press('l');
    await expect.poll(() => steps().length).toBe(3);
  });

  it('goes to the tag of a step by keys, and gives them back to the review', async () => {
    await press('{Tab}{Tab}{ArrowDown}{ArrowDown}{Enter}');
    await expect.poll(focusedText).toBe('dog');
    await press('{Escape}');
    await expect.poll(() => isShown('[data-testid="history"]')).toBe(false);
    await press('a');
    await expect.poll(() => engine.tag('dog').state).toBe('accepted');
  });

  it('undoes back to a step, goes where it was, and says how many were undone', async () => {
    await press('{Tab}{Tab}{ArrowDown}{Tab}{Enter}');
    await expect.poll(() => engine.tag('jumps').state).toBe('undecided');
    expect([engine.tag('dog').state, engine.tag('frisbee').state]).toEqual(['rejected', 'undecided']);
    await expect.poll(focusedText).toBe('jumps');
    await expect.poll(notices).toMatch(/2 steps undone/);
    await expect.poll(() => steps().length).toBe(1);
  });
});
