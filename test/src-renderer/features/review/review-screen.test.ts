import axe from 'axe-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { bitmapFromRle, decodeMask, maskFromHeat } from '../../../../models/masks/index.ts';
import { heatMapOf } from '../../../../src-renderer/features/review/tag-items.ts';
import { DrawnEngine } from '../../drawn-engine.ts';
import { alphaOf, isShown, showWindow, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
let engine: DrawnEngine;

const tagRow = (text: string) =>
  page.getByTestId('tags').getByRole('option', { name: new RegExp(`^${text},`) });
const focusedText = () =>
  document.querySelector('[data-testid="tag"][aria-selected="true"]')?.getAttribute('data-text');
const stateOf = (text: string) =>
  document.querySelector(`[data-testid="tag"][data-text="${text}"]`)?.getAttribute('data-state');
const shownPicture = () => Number(page.getByTestId('review').element().getAttribute('data-picture'));
const maskPixels = () => alphaOf(page.getByTestId('mask-layer').element());

async function press(keys: string) {
  await userEvent.keyboard(keys);
}

beforeEach(async () => {
  await page.viewport(1280, 720);
  engine = new DrawnEngine([
    { path: 'dog.jpg', captions: ['A dog jumps for a frisbee', 'The dog is on the sand'], ...size },
    { path: 'sea.jpg', captions: ['Waves and a sailboat'], ...size },
    {
      path: 'cut.jpg',
      captions: ['Nothing'],
      ...size,
      error: 'The JPEG "cut.jpg" ends in the middle: copy it again.',
    },
    { path: 'hill.jpg', captions: ['A lighthouse'], ...size },
  ]);
});

describe('reviewing by keyboard', () => {
  it('opens the first picture with something to decide, its first undecided tag in focus', async () => {
    await showWindow(engine);
    await expect.element(tagRow('dog')).toHaveAttribute('aria-selected', 'true');
    expect(location.hash).toBe('#/review/1');
    await expect.element(page.getByTestId('hint')).toBeVisible();
  });

  it('goes to the picture of an address that somebody has changed by hand', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    location.hash = '#/review/4';
    await expect.poll(shownPicture).toBe(4);
    await expect.poll(focusedText).toBe('lighthouse');
  });

  it('accepts, rejects and doubts, and goes from tag to tag and on to the next picture', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press('a');
    expect(focusedText()).toBe('jumps');
    await press('x');
    expect(focusedText()).toBe('frisbee');
    await press('u');
    expect(focusedText()).toBe('sand');
    expect(['dog', 'jumps', 'frisbee', 'sand'].map(stateOf)).toEqual([
      'accepted',
      'rejected',
      'unsure',
      'undecided',
    ]);
    await press('a');
    await expect.poll(shownPicture).toBe(2);
    await expect
      .poll(() => engine.received.flat().map(({ verdict }) => verdict))
      .toEqual(['accepted', 'rejected', 'unsure', 'accepted']);
    await expect.poll(() => textOf(page.getByTestId('save-state'))).toMatch(/All verdicts saved/);
  });

  it('shows a verdict before the engine has answered, and keeps what follows in order', async () => {
    const held = Promise.withResolvers<undefined>();
    engine.gate = (path) => (path === '/api/decisions' ? held.promise : undefined);
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press('axu');
    expect(['dog', 'jumps', 'frisbee'].map(stateOf)).toEqual(['accepted', 'rejected', 'unsure']);
    await expect.poll(() => textOf(page.getByTestId('save-state'))).toMatch(/Saving 3 verdicts/);
    expect(engine.received).toEqual([]);
    held.resolve(undefined);
    await expect.poll(() => engine.received.length).toBe(3);
    expect(['dog', 'jumps', 'frisbee'].map((text) => engine.tag(text).state)).toEqual([
      'accepted',
      'rejected',
      'unsure',
    ]);
  });

  it('brings a refused verdict back with its reason and the tag in focus', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    const error = { error: { code: 'database-full', message: 'The disk is full: make room.' } };
    engine.gate = (path) =>
      path === '/api/decisions' ? Promise.resolve(Response.json(error, { status: 500 })) : undefined;
    await press('a');
    await expect.poll(() => textOf(page.getByTestId('notice'))).toMatch(/The disk is full: make room\./);
    await expect.poll(() => [stateOf('dog'), focusedText()]).toEqual(['undecided', 'dog']);
  });

  it('undoes across pictures, goes to where it was, and does it again', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press('xxxx');
    await expect.poll(shownPicture).toBe(2);
    await press('{Backspace}');
    await expect.poll(shownPicture).toBe(1);
    await expect.poll(() => [stateOf('sand'), focusedText()]).toEqual(['undecided', 'sand']);
    await expect.poll(() => textOf(page.getByTestId('announcer'))).toMatch(/Undone: “sand”\./);
    await press('{Control>}z{/Control}');
    await expect.poll(() => [stateOf('frisbee'), focusedText()]).toEqual(['undecided', 'frisbee']);
    await press('{Control>}{Shift>}z{/Shift}{/Control}');
    await expect.poll(() => engine.tag('frisbee').state).toBe('rejected');
    await press('{Control>}y{/Control}');
    await expect.poll(() => engine.tag('sand').state).toBe('rejected');
    await press('{Control>}y{/Control}');
    await expect.element(page.getByText('There is nothing to redo.').last()).toBeVisible();
  });

  it('accepts all that is proposed and rejects the rest, each as one step', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    const tags = engine.detail(1).tags.filter(({ stopWord }) => !stopWord);
    const proposed = tags.filter(({ proposal }) => proposal?.relevant === true).map(({ id }) => id);
    expect(proposed.length).toBeGreaterThan(0);
    await press('{Shift>}a{/Shift}');
    await expect.poll(() => engine.received[0]?.map(({ tagId }) => tagId)).toEqual(proposed);
    await press('{Shift>}x{/Shift}');
    await expect.poll(() => engine.received[1]?.length).toBe(tags.length - proposed.length);
    expect(engine.received[1]?.every(({ verdict }) => verdict === 'rejected')).toBe(true);
  });

  it('skips with Space, walks with arrows and numbers, and passes unusable pictures by', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press(' ');
    await expect.poll(focusedText).toBe('jumps');
    await press('4');
    expect(focusedText()).toBe('sand');
    await press('{ArrowUp}');
    expect(focusedText()).toBe('frisbee');
    await press('{ArrowRight}');
    await expect.poll(shownPicture).toBe(2);
    await press('{ArrowRight}');
    await expect.poll(shownPicture).toBe(3);
    await expect.poll(() => textOf(page.getByTestId('picture-error'))).toMatch(/ends in the middle/);
    await press('{ArrowLeft}{ArrowLeft}');
    await expect.poll(shownPicture).toBe(1);
  });

  it('holds a key that is pressed while the next picture is on its way', async () => {
    await showWindow(engine, '#/review/2');
    await expect.element(tagRow('waves')).toBeVisible();
    const held = Promise.withResolvers<undefined>();
    engine.gate = (path) => (path === '/api/pictures/4' ? held.promise : undefined);
    engine.publish({ type: 'pictures', ids: [4] });
    await press('{ArrowRight}');
    await expect.poll(shownPicture).toBe(3);
    await press('{ArrowRight}a');
    expect(engine.received).toEqual([]);
    held.resolve(undefined);
    await expect.poll(() => engine.tag('lighthouse', 4).state).toBe('accepted');
  });

  it('shows stop words only when asked for', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    expect(document.querySelectorAll('[data-testid="tag"]')).toHaveLength(4);
    await press('s');
    await expect.element(tagRow('the')).toBeVisible();
  });

  it('opens the sheet of keys with a question mark, and keeps verdicts away while it is open', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press('?');
    await expect.element(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await press('a');
    await press('{Escape}');
    await expect.poll(() => isShown('dialog[open]')).toBe(false);
    expect(engine.received).toEqual([]);
  });

  it('ends with a sentence once everything is decided', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    for (const _ of [1, 2, 3, 4]) {
      const before = shownPicture();
      await press('{Shift>}x{/Shift}');
      await expect.poll(() => shownPicture() !== before || isShown('[data-testid="finished"]')).toBe(true);
      if (isShown('[data-testid="finished"]')) break;
    }
    await expect.poll(() => textOf(page.getByTestId('finished'))).toMatch(/Every tag is decided\./);
  });
});

describe('the pixels on the canvas', () => {
  it('are those of the proposal, then those that accepting has stored', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    const proposal = engine.tag('dog').proposal;
    if (proposal === null) throw new Error('The drawn tag has no proposal.');
    const expected = bitmapFromRle(maskFromHeat(heatMapOf(proposal.heat), proposal.threshold, size)).data;
    await expect.poll(() => maskPixels()).toEqual(expected);
    await press('a1');
    await expect.poll(() => engine.tag('dog').state).toBe('accepted');
    const stored = engine.tag('dog').decision?.mask;
    if (stored === null || stored === undefined) throw new Error('Accepting stored no mask.');
    await expect.poll(focusedText).toBe('dog');
    await expect.poll(() => maskPixels()).toEqual(bitmapFromRle(decodeMask(stored)).data);
    expect(maskPixels()).toEqual(expected);
  });

  it('stay the stored ones when an accepted tag is accepted again', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press('a');
    await expect.poll(() => engine.tag('dog').state).toBe('accepted');
    await press('1a');
    await press('u');
    await expect.poll(() => engine.received.length).toBe(2);
    expect(engine.received.flat().filter(({ tagId }) => tagId === engine.tag('dog').id)).toHaveLength(1);
  });

  it('follow the threshold at once, and are stored as they are seen', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    // The list may stand before the picture does.
    await expect.element(page.getByTestId('mask-layer')).toBeInTheDocument();
    const before = maskPixels();
    const asked = engine.requests.length;
    await press(']]]');
    const seen = maskPixels();
    expect(seen).not.toEqual(before);
    expect(engine.requests.slice(asked)).toEqual([]);
    await press('a');
    await expect.poll(() => engine.received.length).toBe(1);
    expect(engine.received[0]?.[0]).toMatchObject({
      ...{ threshold: 0.46, proposalId: engine.tag('dog').proposal?.id },
    });
    const stored = engine.tag('dog').decision?.mask;
    if (stored === null || stored === undefined) throw new Error('Accepting stored no mask.');
    expect(bitmapFromRle(decodeMask(stored)).data).toEqual(seen);
  });

  it('follow each step of the clean-up at once, and are stored as they are seen', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await expect.element(page.getByTestId('mask-layer')).toBeInTheDocument();
    const plain = maskPixels();
    const asked = engine.requests.length;
    await page.getByRole('slider', { name: 'Holes' }).fill('20');
    const filled = maskPixels();
    expect(filled).not.toEqual(plain);
    await page.getByRole('slider', { name: 'Smooth' }).fill('30');
    const seen = maskPixels();
    expect(seen).not.toEqual(filled);
    expect(engine.requests.slice(asked)).toEqual([]);
    await press('{Escape}a');
    await expect.poll(() => engine.received.length).toBe(1);
    const cleanUp = { smallestPart: 0, fillHoles: 20, smooth: 30 };
    expect(engine.received[0]?.[0]).toMatchObject({ threshold: 0.4, cleanUp });
    const { decision } = engine.tag('dog');
    if (decision?.mask == null) throw new Error('Accepting stored no mask.');
    expect(bitmapFromRle(decodeMask(decision.mask)).data).toEqual(seen);
    expect(decision.cleanUp).toEqual(cleanUp);
  });

  it('of an accepted tag say so once its clean-up is moved, and stay stored until it is accepted again', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press('a1');
    await expect.poll(() => engine.tag('dog').state).toBe('accepted');
    await expect.poll(focusedText).toBe('dog');
    const stored = engine.tag('dog').decision;
    await page.getByRole('slider', { name: 'Smooth' }).fill('30');
    await expect.poll(() => textOf(page.getByTestId('mask-share'))).toMatch(/^Moved since/);
    expect(engine.tag('dog').decision).toBe(stored);
    await press('{Escape}a');
    await expect.poll(() => engine.tag('dog').decision?.cleanUp.smooth).toBe(30);
    await press('{Control>}z{/Control}');
    await expect.poll(() => engine.tag('dog').decision).toEqual(stored);
  });

  it('have a clean-up that the keyboard alone can move', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    const slider = page.getByRole('slider', { name: 'Specks' });
    slider.element().focus();
    await press('{ArrowRight}{ArrowRight}');
    await expect.element(slider).toHaveAttribute('aria-valuetext', '0.5‰');
    await press('{Tab}{ArrowRight}');
    await expect.element(page.getByRole('slider', { name: 'Holes' })).toHaveValue('0.25');
    expect(focusedText()).toBe('dog');
    expect(shownPicture()).toBe(1);
  });

  it('disappear with V, and give way to the heat map with H', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await press('v');
    await expect.element(page.getByTestId('mask-layer')).not.toBeVisible();
    await press('vh');
    await expect.element(page.getByTestId('heat-legend')).toBeVisible();
  });

  it('can be zoomed into at the pointer and fitted again', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    const zoom = () => page.getByTestId('zoom').element().textContent.trim();
    // Until the stage has a size it shows one to one.
    await expect.poll(zoom).not.toBe('100%');
    const fitted = zoom();
    const stage = page.getByTestId('stage').element();
    stage.dispatchEvent(
      new WheelEvent('wheel', { deltaY: -400, clientX: 300, clientY: 200, cancelable: true, bubbles: true }),
    );
    await expect.poll(zoom).not.toBe(fitted);
    await press('0');
    await expect.poll(zoom).toBe(fitted);
    await press('z');
    await expect.poll(zoom).toBe('100%');
  });
});

describe('the tag in focus', () => {
  it('says what its mask was made by', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    await expect
      .poll(() => textOf(page.getByTestId('recipe')))
      .toBe('sizes 1 + 0.5 · 2 background words · guided filter · stretched');
  });

  it('has nothing that axe finds wrong', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(page.getByTestId('clean-up')).toBeVisible();
    const panel = page.getByTestId('focused-tag').element();
    const { violations } = await axe.run(panel, { resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
  });

  it('shows all of itself within its fixed height', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(page.getByTestId('recipe')).toBeVisible();
    const panel = page.getByTestId('focused-tag').element();
    expect(panel.scrollHeight).toBeLessThanOrEqual(panel.clientHeight);
  });
});

describe('captions', () => {
  it('stand as they were written, with each word marked by its state', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    const lines = () =>
      [...document.querySelectorAll('[data-testid="captions"] p')].map((line) => line.textContent);
    expect(lines()).toEqual(engine.detail(1).captions.map(({ text }) => text));
    const chips = page.getByTestId('captions').getByRole('button', { name: /^dog/ });
    expect(chips.elements()).toHaveLength(2);
    await press('x');
    for (const chip of chips.elements()) expect(chip.getAttribute('data-state')).toBe('rejected');
  });

  it('choose a tag when a word is clicked, without taking the keys away', async () => {
    await showWindow(engine, '#/review/1');
    await page.getByTestId('captions').getByRole('button', { name: /^sand/ }).click();
    expect(focusedText()).toBe('sand');
    await press('u');
    await expect.poll(() => engine.tag('sand').state).toBe('unsure');
  });
});

describe('an engine that goes away', () => {
  it('is said so, and nothing is lost', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(tagRow('dog')).toBeVisible();
    engine.gate = () => Promise.reject(new TypeError('Failed to fetch'));
    engine.hangUp();
    await expect.element(page.getByTestId('engine-away')).toBeVisible();
    await press('a');
    await expect.poll(() => textOf(page.getByTestId('engine-away'))).toMatch(/1 verdict will be sent/);
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    engine.gate = () => undefined;
    await expect.poll(() => engine.tag('dog').state, { timeout: 10_000 }).toBe('accepted');
    await expect
      .poll(() => document.querySelector('[data-testid="engine-away"]'), { timeout: 10_000 })
      .toBeNull();
  });
});
