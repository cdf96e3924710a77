import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { makeManyScenes } from './many-scenes.ts';
import { launchBrowser, makeHome, serve, type Served } from './window.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const violations = z.array(
  z.object({
    id: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
  }),
);

let home: string;
let removeHome: () => Promise<void>;
let server: Served;
let browser: Browser;

beforeAll(async () => {
  ({ home, remove: removeHome } = await makeHome());
  const dataset = join(home, 'photos');
  await makeManyScenes(dataset, 6);
  server = await serve([dataset, '--port', '0', '--as', 'Ada'], home);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await server.end('SIGTERM');
  await removeHome();
});

/** Everything that axe finds wrong on the page as it is, rule by rule with the places. */
async function findViolations(page: Page): Promise<string[]> {
  // The page's policy lets no foreign script in; the protocol may evaluate one.
  await page.evaluate(axe);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) })))`,
  );
  return violations
    .parse(found)
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
}

async function openPage(context: BrowserContext, hash: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.address}${hash}`);
  await page.locator('main[aria-busy=false]').waitFor();
  return page;
}

const screens = [
  { name: 'library', hash: '#/library', ready: 'main h1, main h2' },
  { name: 'review', hash: '#/review', ready: '[data-testid=tag][aria-selected=true]' },
  { name: 'sheet', hash: '#/sheet', ready: 'main *' },
  { name: 'results', hash: '#/results', ready: 'main h2' },
  { name: 'training', hash: '#/training', ready: 'main h1, main h2' },
  { name: 'comparison', hash: '#/compare', ready: 'main h1' },
  { name: 'export', hash: '#/export', ready: '[data-testid=export]' },
  { name: 'settings', hash: '#/settings', ready: 'main *' },
] as const;

describe.each(['dark', 'light'] as const)('in the %s theme', (colorScheme) => {
  test.each(screens)('axe finds nothing wrong in $name', async ({ hash, ready }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 720 } });
    const page = await openPage(context, hash);
    await page.locator(ready).first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await context.close();
  });

  test('nor in the help sheet and the history, and both give the focus back', async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 720 } });
    const page = await openPage(context, '#/review');
    const list = page.getByTestId('tags');
    await page.locator('[data-testid=tag][aria-selected=true]').waitFor();
    await list.focus();
    await page.keyboard.press('u');
    await page.getByTestId('save-state').getByText('All verdicts saved').waitFor();

    await page.keyboard.press('?');
    await page.getByTestId('help-sheet').waitFor();
    expect(await findViolations(page)).toEqual([]);
    for (let i = 0; i < 12; i += 1) await page.keyboard.press('Tab');
    expect(
      await page.evaluate(
        "document.activeElement?.closest('dialog') !== null || document.activeElement === document.body",
      ),
    ).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByTestId('help-sheet').waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement?.dataset.testid')).toBe('tags');

    await page.keyboard.press('l');
    const history = page.getByTestId('history');
    await history.locator('[data-step]').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await history.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement?.dataset.testid')).toBe('tags');
    await context.close();
  });
});

/** Each with the words on the button that opens it. */
const dialogs = [
  { opener: 'Open folder…', title: 'Open a folder' },
  { opener: 'Pre-label…', title: 'Pre-label' },
  { opener: 'Add captions…', title: 'Add captions' },
  { opener: 'Saved filters', title: 'Saved filters' },
] as const;

describe.each(['dark', 'light'] as const)('the dialogs of the library in the %s theme', (colorScheme) => {
  test.each(dialogs)(
    'axe finds nothing wrong in “$title”, which keeps the focus and gives it back',
    async ({ opener, title }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 720 } });
      const page = await openPage(context, '#/library');
      const button = page.getByRole('button', { name: opener, exact: true });
      await button.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      if (title === 'Add captions') await chooseTable(page);
      // What comes in late, by the engine or by an animation, belongs to it.
      await page.waitForTimeout(600);
      expect(await findViolations(page)).toEqual([]);
      for (let tabs = 0; tabs < 15; tabs += 1) {
        await page.keyboard.press('Tab');
        const isInside = `document.activeElement === document.body || document.activeElement.closest('dialog') !== null`;
        expect(await page.evaluate(isInside)).toBe(true);
      }
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
      await context.close();
    },
  );
});

/** A table with columns to be mapped, so that the dialog shows all that it has. */
async function chooseTable(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: /captions\.tsv/ }).check();
  await page.getByRole('dialog').getByRole('table').first().waitFor();
}

/** Two results on the last picture: the others are left undecided for the review. */
async function openResults(context: BrowserContext): Promise<Page> {
  const page = await openPage(context, '#/results');
  await page.evaluate(`(async () => {
    const json = (method, body) => ({ method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const read = async (path, init) => (await fetch('/api/' + path, init)).json();
    if ((await read('evaluations')).evaluations.length > 1) return;
    const { pictures } = await read('pictures?offset=0&limit=100');
    const { tags } = await read('pictures/' + pictures.at(-1).id);
    const decisions = tags.map(({ id }, index) => ({ tagId: id, verdict: index % 2 === 0 ? 'accepted' : 'rejected' }));
    await read('decisions', json('POST', { decisions, elapsedMs: 900 }));
    for (let results = 0; results < 2; ) {
      await read('evaluations', json('POST', { preset: 'fast' }));
      while ((await read('jobs')).jobs.some(({ kind, state }) => kind === 'evaluate' && state === 'running'))
        await new Promise((resolve) => setTimeout(resolve, 100));
      const { evaluations } = await read('evaluations');
      if (evaluations.length <= results) throw new Error('no result came');
      results = evaluations.length;
    }
  })()`);
  await page.getByTestId('result').first().waitFor();
  return page;
}

describe.each(['dark', 'light'] as const)('two results in the %s theme', (colorScheme) => {
  test('have nothing that axe finds wrong, with the numbers behind the plots, and a dialog that gives the focus back', async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 720 } });
    const page = await openResults(context);
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await findViolations(page)).toEqual([]);
    await page.getByLabel('Compare with').selectOption({ index: 1 });
    await page.getByTestId('result').nth(1).waitFor();
    expect(await findViolations(page)).toEqual([]);
    const remove = page.getByRole('button', { name: 'Remove this result' });
    await remove.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(300);
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await remove.evaluate((element) => element.matches(':focus'))).toBe(true);
    await context.close();
  });
});

test.each(screens)('nothing of $name is lost at 200 % zoom', async ({ hash, ready }) => {
  const context = await browser.newContext({
    viewport: { width: 640, height: 360 },
    reducedMotion: 'reduce',
  });
  const page = await openPage(context, hash);
  await page.locator(ready).first().waitFor({ state: 'attached' });
  expect(await listCut(page)).toEqual([]);
  await context.close();
});

test('nothing of two results is lost at 200 % zoom', async () => {
  const context = await browser.newContext({
    viewport: { width: 640, height: 360 },
    reducedMotion: 'reduce',
  });
  const page = await openResults(context);
  await page.getByLabel('Compare with').selectOption({ index: 1 });
  await page.getByTestId('result').nth(1).waitFor();
  expect(await listCut(page)).toEqual([]);
  await context.close();
});

/** The controls that cannot be brought on screen whole. */
async function listCut(page: Page): Promise<unknown> {
  return page.evaluate(
    `[...document.querySelectorAll('button, a, input, select')].filter((element) => {
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width } = element.getBoundingClientRect();
      return width > 0 && element.checkVisibility() && (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1);
    }).map((element) => element.ariaLabel ?? element.textContent.trim())`,
  );
}
