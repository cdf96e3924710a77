import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { DrawnEngine } from '../../drawn-engine.ts';
import { showWindow, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
const chips = () => [...document.querySelectorAll<HTMLElement>('[data-testid="chip"]')];
const chipOf = (text: string) => {
  const found = chips().find((chip) => chip.querySelector('.word')?.textContent === text);
  if (found === undefined) throw new Error(`No chip says "${text}".`);
  return found;
};
const focusedRow = () => document.querySelector<HTMLElement>('[data-testid="tag"][aria-selected="true"]');
const press = (keys: string) => userEvent.keyboard(keys);

beforeEach(() => page.viewport(1280, 720));

describe('5,000 tags on one picture', () => {
  const letters = (index: number) =>
    String(10_000 + index).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
  const words = Array.from({ length: 5000 }, (_, index) => letters(index));
  const captions = [words.slice(0, 3000).join(' '), words.slice(3000).join(' ')];

  beforeEach(async () => {
    await showWindow(new DrawnEngine([{ path: 'many.jpg', captions, ...size }]), '#/review/1');
    await expect.poll(() => focusedRow()?.dataset['text']).toBe(words[0]);
  });

  it('are a list of which few are in the page, and which tells how many there are', async () => {
    const rows = [...document.querySelectorAll('[data-testid="tag"]')];
    expect(rows.length).toBeLessThan(60);
    expect(new Set(rows.map((row) => row.getAttribute('aria-setsize')))).toEqual(new Set(['5000']));
    expect(rows.map((row) => row.getAttribute('aria-posinset')).slice(0, 3)).toEqual(['1', '2', '3']);
    await expect.poll(() => textOf(page.getByTestId('tag-count'))).toMatch(/0 \/ 5,000/);
  });

  it('keep the tag in focus in sight, in the list and in the caption, and named for screen readers', async () => {
    await press('{ArrowDown>60/}');
    await expect.poll(() => focusedRow()?.dataset['text']).toBe(words[60]);
    const list = page.getByTestId('tags').element();
    expect(list.getAttribute('aria-activedescendant')).toBe(focusedRow()?.id);
    expect(isWithin(focusedRow(), list)).toBe(true);
    expect(isWithin(chipOf(words[60] ?? ''), page.getByTestId('captions').element())).toBe(true);
    list.scrollTop = list.scrollHeight;
    await expect.poll(() => textOf(page.getByTestId('tags'))).toContain(words[4999]);
    // Scrolled away, it is still what the list says is in focus.
    expect(focusedRow()?.dataset['text']).toBe(words[60]);
  });

  it('stand in the captions in full, as text where nobody looks and as words to choose where somebody does', async () => {
    const section = page.getByTestId('captions').element();
    const lines = () => [...section.querySelectorAll('p')].map((line) => line.textContent);
    expect(lines()).toEqual(captions);
    expect(chips().length).toBeLessThan(1000);
    section.scrollTop = section.scrollHeight;
    await expect.poll(() => chips().some((chip) => chip.textContent === words[4999])).toBe(true);
    expect(lines()).toEqual(captions);
    await page.elementLocator(chipOf(words[4999] ?? '')).click();
    await expect.poll(() => focusedRow()?.dataset['text']).toBe(words[4999]);
  });
});

describe('a caption of mixed directions', () => {
  const mixed = '🏖️ ילד משחק עם New York 👩‍👩‍👧 בחוף';
  const arabic = 'The sign says مرحبا بالعالم in red';
  let engine: DrawnEngine;
  let bodies: unknown[];

  beforeEach(async () => {
    bodies = [];
    engine = new DrawnEngine([{ path: 'beach.jpg', captions: [mixed, arabic], ...size }]);
    engine.app.post('/api/tags/:id/text', async (c) => {
      bodies.push(await c.req.json());
      return c.json({ actionId: 1, kind: 'decide', changes: [], changed: 0, kept: 0, edited: [] });
    });
    await showWindow(engine, '#/review/1');
    await expect.poll(() => chips().length).toBeGreaterThan(8);
  });

  it('is laid out as it is read, decided or not: each word in one piece, what belongs to it beside it', async () => {
    const left = (text: string) => chipOf(text).getBoundingClientRect().left;
    const order = (texts: readonly string[]) => [...texts].sort((a, b) => left(a) - left(b));
    const hebrew = ['בחוף', 'New', 'York', 'עם', 'משחק', 'ילד'];
    const latin = ['sign', 'says', 'بالعالم', 'مرحبا', 'red'];
    expect([order(hebrew), order(latin)]).toEqual([hebrew, latin]);
    await press('{Shift>}x{/Shift}');
    await expect.poll(() => chips().every((chip) => chip.dataset['state'] === 'rejected')).toBe(true);
    expect([order(hebrew), order(latin)]).toEqual([hebrew, latin]);
    for (const chip of chips())
      expect([chip.textContent, chip.getClientRects().length]).toEqual([chip.textContent, 1]);
  });

  it('is hit where its words are seen', () => {
    for (const text of ['ילד', 'משחק', 'New', 'York', 'בחוף', 'مرحبا', 'red']) {
      const chip = chipOf(text);
      const { left, top, width, height } = chip.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      expect([text, hit?.closest('[data-testid="chip"]') === chip]).toEqual([text, true]);
    }
  });

  it('names its words by their places in the text, emoji counted as the browser counts them', async () => {
    await page.elementLocator(chipOf('New')).click();
    await press('{Shift>}{ArrowRight}{/Shift}e');
    const field = page.getByTestId('word-input');
    await expect.element(field).toHaveValue('new york');
    await press('{Enter}');
    const start = mixed.indexOf('New');
    const captionId = engine.detail(1).captions[0]?.id;
    await expect
      .poll(() => bodies)
      .toEqual([{ text: 'new york', span: { captionId, start, end: start + 'New York'.length } }]);
  });

  it('is edited in the direction of what is written', async () => {
    await page.elementLocator(chipOf('משחק')).click();
    await press('e');
    const field = page.getByTestId('word-input');
    await expect.element(field).toHaveValue('משחק');
    expect(getComputedStyle(field.element()).direction).toBe('rtl');
    await press('{Escape}c');
    await expect.element(field).toHaveValue(mixed);
    expect(getComputedStyle(field.element()).direction).toBe('rtl');
  });
});

function isWithin(inner: Element | null, outer: Element): boolean {
  const [a, b] = [inner?.getBoundingClientRect(), outer.getBoundingClientRect()];
  return a !== undefined && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
}
