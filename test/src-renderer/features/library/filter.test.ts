import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { DrawnEngine } from '../../drawn-engine.ts';
import { showWindow, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
const pictures = [
  { path: 'a.jpg', captions: ['A dog jumps'], ...size },
  { path: 'b.jpg', captions: ['A cat'], ...size },
  { path: 'c.jpg', captions: ['The dog'], ...size },
  { path: 'd.jpg', captions: [], ...size },
];
const filter = page.getByTestId('filter');
const found = () => textOf(page.getByTestId('found'));
const shown = (selector: string) =>
  [...document.querySelectorAll(selector)].map((tile) => tile.getAttribute('data-picture'));

beforeEach(() => page.viewport(1280, 720));

describe('the filter of the library', () => {
  it('shows what matches, says how much that is, and stands in the address', async () => {
    await showWindow(new DrawnEngine(pictures), '#/library');
    await expect.poll(found).toBe('4 of 4 pictures');
    await filter.getByRole('searchbox', { name: 'Tag' }).fill('dog');
    await expect.poll(found).toBe('2 of 4 pictures');
    await expect.poll(() => shown('[data-testid="tile"]')).toEqual(['1', '3']);
    expect(location.hash).toBe('#/library?tag=dog');
    await filter.getByRole('button', { name: 'Reviewed 0' }).click();
    await expect.element(page.getByText('No picture matches')).toBeVisible();
    await filter.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(found).toBe('4 of 4 pictures');
    await expect.element(filter.getByRole('searchbox', { name: 'Tag' })).toHaveValue('');
  });

  it('is the same after a reload', async () => {
    await showWindow(
      new DrawnEngine(pictures),
      '#/library?text=dog&sort=name&order=descending&state=undecided',
    );
    await expect.poll(() => shown('[data-testid="tile"]')).toEqual(['3', '1']);
    await expect.element(filter.getByRole('searchbox', { name: 'In captions' })).toHaveValue('dog');
    await expect
      .element(filter.getByRole('button', { name: 'Undecided 3' }))
      .toHaveAttribute('aria-pressed', 'true');
  });

  it('is saved under a name, renamed, applied and deleted', async () => {
    const engine = new DrawnEngine(pictures);
    await showWindow(engine, '#/library?tag=dog');
    await filter.getByRole('button', { name: 'Saved filters' }).click();
    const dialog = page.getByRole('dialog', { name: 'Saved filters' });
    await dialog.getByRole('textbox').fill('Dogs');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => engine.filters).toEqual([{ id: 1, name: 'Dogs', query: { tag: 'dog' } }]);
    await dialog.getByRole('button', { name: 'Rename “Dogs”' }).click();
    await dialog.getByRole('textbox').fill('All dogs');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => engine.filters[0]?.name).toBe('All dogs');
    await userEvent.keyboard('{Escape}');
    await filter.getByRole('button', { name: 'Clear', exact: true }).click();
    await filter.getByRole('button', { name: 'Saved filters' }).click();
    await dialog.getByRole('button', { name: /^All dogs/ }).click();
    await expect.poll(found).toBe('2 of 4 pictures');
    await filter.getByRole('button', { name: 'All dogs' }).click();
    await dialog.getByRole('button', { name: 'Delete “All dogs”' }).click();
    await expect.poll(() => engine.filters).toEqual([]);
  });

  it('is what the review walks through, until one key leaves it', async () => {
    const engine = new DrawnEngine(pictures);
    await showWindow(engine, '#/library?tag=dog');
    await page.getByRole('button', { name: /^a\.jpg/ }).click();
    const review = page.getByTestId('review');
    await expect.element(review).toHaveAttribute('data-picture', '1');
    expect(location.hash).toBe('#/review/1?tag=dog');
    await expect
      .poll(() => textOf(page.getByTestId('progress')))
      .toMatch(/^1 \/ 2.*Filter: dog.*3 tags left/);
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(review).toHaveAttribute('data-picture', '3');
    await expect.poll(() => textOf(page.getByTestId('progress'))).toMatch(/^2 \/ 2/);
    await userEvent.keyboard(' ');
    await expect.element(review).toHaveAttribute('data-picture', '1');
    await userEvent.keyboard('f');
    await expect.poll(() => textOf(page.getByTestId('progress'))).toMatch(/^1 \/ 4.*4 tags left/);
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(review).toHaveAttribute('data-picture', '2');
    expect(location.hash).toBe('#/review/2');
  });
});

describe('what is left in a filter', () => {
  const left = () => /([\d,]+) tags? left/.exec(textOf(page.getByTestId('progress')))?.[1];

  it('is counted at each verdict and undo, before and after the engine has confirmed it', async () => {
    const engine = new DrawnEngine(pictures);
    const { promise: held, resolve: letGo } = Promise.withResolvers<undefined>();
    engine.gate = (path) => (path === '/api/decisions' ? held : undefined);
    await showWindow(engine, '#/review/1?tag=dog');
    await expect.poll(left).toBe('3');
    await userEvent.keyboard('x');
    await expect.poll(left).toBe('2');
    letGo(undefined);
    await expect.poll(() => engine.received.length).toBe(1);
    const pages = () => engine.requests.filter((request) => request === 'GET /api/pictures').length;
    const before = pages();
    await expect.poll(pages, { timeout: 5000 }).toBeGreaterThan(before);
    expect(left()).toBe('2');
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.poll(left, { timeout: 5000 }).toBe('3');
  });
});

describe('the pictures of the library', () => {
  it.each(['Grid', 'List'])('are walked through by keys (%s)', async (layout) => {
    const many = Array.from({ length: 3000 }, (_, index) => ({
      path: `${index}.jpg`,
      captions: [],
      ...size,
    }));
    await showWindow(new DrawnEngine(many), '#/library');
    await filter.getByRole('button', { name: layout }).click();
    const picture = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}\\.jpg`) });
    await expect.element(picture('0')).toBeVisible();
    picture('0').element().focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(picture('1')).toHaveFocus();
    await userEvent.keyboard('{End}');
    await expect.element(picture('2999')).toHaveFocus();
    await userEvent.keyboard('{Home}');
    await expect.element(picture('0')).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    const below = layout === 'List' ? 1 : Number(document.activeElement?.getAttribute('data-picture')) - 1;
    expect(below).toBeGreaterThan(0);
    expect(document.querySelectorAll('[data-picture][tabindex="0"]').length).toBe(1);
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByTestId('review')).toHaveAttribute('data-picture', String(below + 1));
  });
});
