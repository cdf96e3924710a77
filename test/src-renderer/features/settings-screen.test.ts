import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { language } from '../../../src-renderer/words/language.svelte.ts';
import { DrawnEngine } from '../drawn-engine.ts';
import { isShown, showWindow, textOf } from '../show-window.ts';

const beach = { path: 'a.jpg', captions: ['a dog on the beach'], width: 80, height: 60 };

let engine: DrawnEngine;
beforeEach(() => {
  engine = new DrawnEngine([beach]);
});
afterEach(() => {
  language.choose(null);
  delete document.documentElement.dataset['theme'];
});

async function openSettings() {
  await showWindow(engine, '#/settings');
  await expect.element(page.getByTestId('key-settings')).toBeInTheDocument();
}

const row = (command: string) => page.elementLocator(rowOf(command));
function rowOf(command: string): Element {
  const found = document.querySelector(`[data-command="${command}"]`);
  if (found === null) throw new Error(`There is no row for ${command}.`);
  return found;
}
const keysOf = (command: string): string[] =>
  [...rowOf(command).querySelectorAll('.stroke')].map((stroke) =>
    [...stroke.querySelectorAll('kbd')].map((cap) => cap.textContent).join(' '),
  );
const stored = () => engine.people.get(engine.session.reviewer);

describe('the settings', () => {
  it('change the language of everything at once, and of the page', async () => {
    await openSettings();
    await page.getByTestId('language').selectOptions('ja');
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('設定');
    expect(textOf(page.getByRole('navigation'))).toContain('ライブラリ');
    expect(document.documentElement.lang).toBe('ja');
    expect(document.title).toContain('設定');
    await page.getByTestId('language').selectOptions('zh');
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('设置');
    expect(document.documentElement.lang).toBe('zh-Hans');
    await expect.poll(stored).toMatchObject({ language: 'zh' });
  });

  it('change the theme of the page, and leave it to the system again', async () => {
    await openSettings();
    const surface = () => getComputedStyle(document.body).backgroundColor;
    await page.getByText('Dark', { exact: true }).click();
    await expect.poll(stored).toMatchObject({ theme: 'dark' });
    expect(getComputedStyle(document.documentElement).colorScheme).toBe('dark');
    const dark = surface();
    await page.getByText('Light', { exact: true }).click();
    expect(surface()).not.toBe(dark);
    await page.getByText('As the system').click();
    expect(document.documentElement.dataset['theme']).toBeUndefined();
  });

  it('come back as the person has left them', async () => {
    engine.people.set('ada', {
      language: 'ko',
      theme: 'light',
      heatColours: 'turbo',
      keys: { preset: 'lightroom', overrides: {} },
    });
    await openSettings();
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('설정');
    await expect.element(page.getByTestId('preset')).toHaveValue('lightroom');
    expect(document.documentElement.dataset['theme']).toBe('light');
  });

  it('give another reviewer’s name to the requests, with that person’s settings', async () => {
    engine.people.set('Zoë', {
      language: 'ja',
      theme: 'dark',
      heatColours: 'viridis',
      keys: { preset: 'tagmask', overrides: {} },
    });
    await openSettings();
    await page.getByTestId('reviewer').fill('Zoë');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('設定');
    await expect.element(page.getByText('レビュー担当：Zoë')).toBeInTheDocument();
  });

  it('follow a change in another window of the same person, and nobody else’s', async () => {
    await openSettings();
    await expect.poll(() => engine.listeners).toBe(1);
    const chosen = {
      theme: 'dark',
      heatColours: 'turbo',
      keys: { preset: 'prodigy', overrides: {} },
    } as const;
    engine.people.set('ada', { language: 'ko', ...chosen });
    engine.publish({ type: 'settings', reviewer: 'grace' });
    engine.publish({ type: 'settings', reviewer: 'ada' });
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('설정');
    await expect.element(page.getByTestId('preset')).toHaveValue('prodigy');
    expect(engine.requests.filter((request) => request === 'GET /api/settings')).toHaveLength(2);
  });

  it('keep what is changed here while another window’s change is on its way', async () => {
    await openSettings();
    await expect.poll(() => engine.listeners).toBe(1);
    const held = Promise.withResolvers<undefined>();
    engine.gate = (path) => (path === '/api/settings' ? held.promise : undefined);
    engine.publish({ type: 'settings', reviewer: 'ada' });
    await page.getByText('Dark', { exact: true }).click();
    held.resolve(undefined);
    await expect.poll(stored).toMatchObject({ theme: 'dark' });
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });

  it('say where they could not be stored', async () => {
    await openSettings();
    engine.gate = (path) =>
      path === '/api/settings'
        ? Promise.resolve(
            Response.json({ error: { code: 'newer-settings', message: 'Update Tagmask.' } }, { status: 409 }),
          )
        : undefined;
    await page.getByText('Dark', { exact: true }).click();
    await expect
      .poll(() => textOf(page.getByTestId('notice')))
      .toMatch(/The settings were not stored\. Update Tagmask\./);
  });
});

describe('the keys', () => {
  it('may be Alt with a letter, and leave Alt with an arrow to the browser', async () => {
    await openSettings();
    await page.elementLocator(rowOf('accept')).getByRole('button').first().click();
    await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    await expect
      .poll(() => textOf(page.getByTestId('recorder')))
      .toMatch(/Alt\+ArrowLeft belongs to the browser/);
    await userEvent.keyboard('{Alt>}k{/Alt}');
    expect(keysOf('accept')).toEqual(['Alt K']);
    await expect.poll(stored).toMatchObject({ keys: { overrides: { accept: ['Alt+k'] } } });
  });

  it('are recorded by pressing them, with the keyboard alone, and work in the review', async () => {
    await openSettings();
    await row('accept').getByRole('button', { name: 'Change the key A of Accept' }).click();
    expect(isShown('[data-testid="recorder"]')).toBe(true);
    await userEvent.keyboard('j');
    await expect.poll(() => keysOf('accept')).toEqual(['J']);
    await expect.poll(stored).toMatchObject({ keys: { overrides: { accept: ['j'] } } });
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await expect
      .element(page.getByRole('button', { name: 'Accept', exact: true }))
      .toHaveAttribute('aria-keyshortcuts', 'J');
    await userEvent.keyboard('a');
    await userEvent.keyboard('j');
    await expect.poll(() => engine.received.length).toBe(1);
    expect(engine.received[0]?.[0]).toMatchObject({ verdict: 'accepted' });
  });

  it('stay as they are after Escape, Tab, and keys that have to stay free', async () => {
    await openSettings();
    const change = row('accept').getByRole('button', { name: 'Change the key A of Accept' });
    await change.click();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => textOf(page.getByTestId('recorder'))).toMatch(/Enter has to stay free/);
    await userEvent.keyboard('{Escape}');
    expect(isShown('[data-testid="recorder"]')).toBe(false);
    await change.click();
    await userEvent.keyboard('{Tab}');
    await expect.poll(() => isShown('[data-testid="recorder"]')).toBe(false);
    expect(keysOf('accept')).toEqual(['A']);
    expect(stored()).toBeUndefined();
  });

  it('that another command has are named, and can be swapped', async () => {
    await openSettings();
    await row('accept').getByRole('button', { name: 'Change the key A of Accept' }).click();
    await userEvent.keyboard('x');
    await expect.poll(() => textOf(page.getByTestId('conflict'))).toMatch(/X also means: Reject\./);
    expect(keysOf('accept')).toEqual(['A']);
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => [keysOf('accept'), keysOf('reject')]).toEqual([['X'], ['A']]);
    expect(isShown('[data-testid="conflict"]')).toBe(false);
  });

  it('can be taken from the other command, reset one by one, and all together', async () => {
    await openSettings();
    await row('accept').getByRole('button', { name: 'Add a key for Accept' }).click();
    await userEvent.keyboard('u');
    await page.getByRole('button', { name: 'Take it from Unsure' }).click();
    await expect.poll(() => [keysOf('accept'), keysOf('unsure')]).toEqual([['A', 'U'], []]);
    await page.getByRole('button', { name: 'Reset the keys of Unsure' }).click();
    await expect.poll(() => textOf(page.getByTestId('conflicts'))).toMatch(/1 key means two things/);
    await page.getByRole('button', { name: 'Reset all keys' }).click();
    await expect.poll(() => [keysOf('accept'), keysOf('unsure')]).toEqual([['A'], ['U']]);
    expect(isShown('[data-testid="conflicts"]')).toBe(false);
  });

  it('follow a preset', async () => {
    await openSettings();
    await page.getByTestId('preset').selectOptions('lightroom');
    await expect.poll(() => keysOf('accept')).toEqual(['P']);
  });

  it('are found by a command’s name and by a key', async () => {
    await openSettings();
    const shown = () =>
      [...document.querySelectorAll('[data-testid="key-row"]')].map((one) =>
        one.getAttribute('data-command'),
      );
    await page.getByTestId('key-search').fill('threshold');
    await expect.poll(shown).toEqual(['threshold-down', 'threshold-up']);
    await page.getByTestId('key-search').fill('z');
    await expect.poll(shown).toContain('actual-size');
    await page.getByTestId('key-search').fill('nothing at all');
    await expect.element(page.getByText('No command matches.')).toBeInTheDocument();
  });
});
