import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { launchBrowser, makeHome, serve, type Served } from './window.ts';

let home: string;
let removeHome: () => Promise<void>;
let server: Served;
let browser: Browser;

beforeAll(async () => {
  ({ home, remove: removeHome } = await makeHome());
  server = await serve(['--port', '0', '--as', 'Ada'], home);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await server.end('SIGTERM');
  await removeHome();
});

const mostTabs = 60;

/** Tabs on until the focus is on the one of the selector's elements that says `name`, as somebody does who has no pointer. */
async function tabTo(page: Page, selector: string, name: string): Promise<void> {
  const arrived = `document.activeElement?.matches(${JSON.stringify(selector)}) === true &&
    document.activeElement.textContent.trim() === ${JSON.stringify(name)}`;
  for (let tabs = 0; tabs < mostTabs; tabs += 1) {
    if ((await page.evaluate(arrived)) === true) return;
    await page.keyboard.press('Tab');
  }
  const html = await page.evaluate('document.activeElement?.outerHTML.slice(0, 200)');
  throw new Error(
    `${String(mostTabs)} presses of Tab do not lead to "${name}"; the focus is on ${String(html)}.`,
  );
}

test.each([
  { size: 'a laptop', viewport: { width: 1280, height: 720 } },
  { size: '200 % zoom', viewport: { width: 640, height: 360 } },
])('from the first start to a finished export by keys alone, on $size', async ({ viewport }) => {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(server.address);
  await page.locator('main[aria-busy=false]').waitFor();
  await tabTo(page, 'nav button', 'Review');
  await page.keyboard.press('Enter');
  const focused = page.locator('[data-testid=tag][aria-selected=true][data-state=undecided]');
  // The demo is drawn and pre-labelled meanwhile.
  await focused.waitFor({ state: 'attached', timeout: 240_000 });
  for (const key of ['a', 'a', 'x']) {
    const id = await focused.getAttribute('data-tag');
    await page.keyboard.press(key);
    await expect.poll(() => focused.getAttribute('data-tag')).not.toBe(id);
  }
  await expect.poll(() => page.getByTestId('save-state').textContent()).toContain('All verdicts saved');
  await tabTo(page, 'nav button', 'Export');
  await page.keyboard.press('Enter');
  await tabTo(page, '[data-testid=export] button', 'Export');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=export-report][data-state=done]').waitFor({ timeout: 60_000 });
  await tabTo(page, '[data-testid=export-report] a', 'instances.json');
  await context.close();
});
