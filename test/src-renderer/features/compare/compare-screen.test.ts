import axe from 'axe-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { drawnJob, DrawnEngine, drawnRun } from '../../drawn-engine.ts';
import { alphaOf, isShown, showWindow, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
const pictures = [
  { path: 'dog.jpg', captions: ['A dog jumps for a frisbee'], ...size },
  { path: 'cat.jpg', captions: ['A cat sleeps on a sofa'], ...size },
  { path: 'boat.jpg', captions: ['A boat on the water'], ...size },
];
const newer = {
  ...drawnRun,
  id: 4,
  model: { name: 'beach-1', sha256: 'ab'.repeat(32) },
  parameters: { ...drawnRun.parameters, preset: 'fast' as const },
};

beforeEach(async () => {
  await page.viewport(1280, 720);
});

/** The dog is new; frisbee and cat are gone; the sofa's mask has moved. */
function two(): DrawnEngine {
  const engine = new DrawnEngine(pictures);
  engine.runs = [drawnRun, newer];
  engine.changes = { dog: 'new', frisbee: 'gone', cat: 'gone', sofa: 'moved' };
  return engine;
}

const words = () => page.getByTestId('changed-word').elements();
const focusedWord = () =>
  words()
    .find((word) => word.getAttribute('aria-current') === 'true')
    ?.getAttribute('aria-label');
const pixelsOf = (side: 'before' | 'after') =>
  alphaOf(page.getByTestId(`mask-${side}`).element()).reduce((sum, alpha) => sum + alpha, 0);

async function open(engine: DrawnEngine, hash = '#/compare') {
  await showWindow(engine, hash);
  await expect.element(page.getByTestId('compared-picture')).toBeVisible();
}

describe('the comparison', () => {
  it('says what belongs here where there is one run, and leads to the library', async () => {
    await showWindow(new DrawnEngine(pictures), '#/compare');
    await expect.element(page.getByRole('heading', { name: 'Nothing to compare yet' })).toBeVisible();
    await page.getByRole('button', { name: 'Pre-label in the library' }).click();
    expect(location.hash).toBe('#/library');
  });

  it('leads to the library where no dataset is open', async () => {
    await showWindow(new DrawnEngine([], { dataset: null }), '#/compare');
    await expect.element(page.getByRole('heading', { name: 'No dataset is open' })).toBeVisible();
  });

  it('puts the newest two runs side by side and says in words what has changed', async () => {
    const engine = two();
    engine.decideElsewhere('ada', { tagId: engine.tag('dog').id, verdict: 'accepted' });
    engine.decideElsewhere('ada', { tagId: engine.tag('cat', 2).id, verdict: 'accepted' });
    await open(engine);
    await expect.element(page.getByLabelText('Before', { exact: true })).toHaveValue('3');
    await expect.element(page.getByLabelText('After', { exact: true })).toHaveValue('4');
    const totals = textOf(page.getByTestId('totals'));
    expect(totals).toContain('2 of 3 pictures changed');
    expect(totals).toMatch(/1 word new.*2 words gone.*in both, mask IoU 0\.\d\d/);
    expect(totals).toContain('By your verdicts: 1 better, 1 worse');
    const list = page.getByRole('button', { name: /\.jpg/ });
    expect(list.elements()).toHaveLength(2);
    await expect.element(list.nth(0)).toHaveAccessibleName(/^dog\.jpg 1 new, 1 gone/);
    await expect.element(list.nth(1)).toHaveAccessibleName(/^cat\.jpg 0 new, 1 gone, mask IoU 0\.\d\d$/);
  });

  it('shows each word’s change by a sign and a label, and the focused word’s mask on the side that has it', async () => {
    await open(two());
    expect(words().map((word) => word.getAttribute('aria-label'))).toEqual(
      expect.arrayContaining(['dog: new', 'frisbee: gone']),
    );
    expect(words().filter((word) => word.querySelector('.glyph') !== null).length).toBeGreaterThanOrEqual(2);
    expect(focusedWord()).toBe('dog: new');
    // It is drawn once the stage knows its size.
    await expect.element(page.getByTestId('mask-after')).toBeInTheDocument();
    await expect.poll(() => pixelsOf('after')).toBeGreaterThan(0);
    expect(pixelsOf('before')).toBe(0);
    expect(textOf(page.getByTestId('said-before'))).toMatch(/^dog: not proposed, score 0\.\d\d$/);
    expect(textOf(page.getByTestId('said-after'))).toMatch(/^dog: proposed, score 0\.\d\d$/);
  });

  it('goes through words and pictures by the arrows, and into the review by Enter, with the word in focus', async () => {
    await open(two());
    for (let steps = 0; steps < 5 && focusedWord() !== 'frisbee: gone'; steps += 1)
      await userEvent.keyboard('{ArrowDown}');
    expect(focusedWord()).toBe('frisbee: gone');
    await expect.poll(() => pixelsOf('before')).toBeGreaterThan(0);
    expect(pixelsOf('after')).toBe(0);
    await userEvent.keyboard('{ArrowUp}');
    expect(focusedWord()).not.toBe('frisbee: gone');
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => location.hash).toBe('#/compare/3-4/2');
    await expect.element(page.getByTestId('position')).toHaveTextContent('2 of 2');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(location.hash).toBe('#/compare/3-4/2');
    await expect.poll(focusedWord).toBe('cat: gone');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByTestId('review')).toBeVisible();
    expect(location.hash).toBe('#/review/2');
    await expect
      .poll(() => document.querySelector('[data-testid="chip"][aria-current="true"]')?.textContent)
      .toContain('cat');
  });

  it('shows the heat maps of both sides by key', async () => {
    await open(two());
    expect(isShown('[data-testid="heat-before"]')).toBe(false);
    await userEvent.keyboard('h');
    await expect.poll(() => isShown('[data-testid="heat-before"]')).toBe(true);
    expect(isShown('[data-testid="heat-after"]')).toBe(true);
  });

  it('shows all pictures and another order where that is asked for', async () => {
    await open(two());
    await page.getByLabelText('Show').selectOptions('all');
    await page.getByLabelText('Order').selectOptions('path');
    const paths = () =>
      page
        .getByTestId('changed-picture')
        .elements()
        .map((one) => one.getAttribute('title'));
    await expect.poll(paths).toEqual(['boat.jpg', 'cat.jpg', 'dog.jpg']);
  });

  it('takes other runs, changes sides, and comes back to the same pair after a reload', async () => {
    const engine = two();
    engine.runs = [{ ...drawnRun, id: 2 }, ...engine.runs];
    await open(engine, '#/compare/2-4/2');
    await expect.element(page.getByLabelText('Before', { exact: true })).toHaveValue('2');
    await expect.element(page.getByTestId('compared-picture')).toHaveAttribute('data-picture', '2');
    await page.getByRole('button', { name: 'Change sides' }).click();
    await expect.element(page.getByLabelText('Before', { exact: true })).toHaveValue('4');
    await expect.element(page.getByLabelText('After', { exact: true })).toHaveValue('2');
    await page.getByLabelText('After', { exact: true }).selectOptions('3');
    await expect.poll(() => location.hash).toBe('#/compare/4-3/2');
  });

  it('falls back to the newest two where the address names a run that is gone', async () => {
    await open(two(), '#/compare/77-78');
    await expect.element(page.getByLabelText('Before', { exact: true })).toHaveValue('3');
    await expect.element(page.getByText('There is no such run.').first()).toBeVisible();
  });

  it('tells how far it has counted until everything is', async () => {
    const engine = two();
    engine.counted = 1;
    await showWindow(engine, '#/compare');
    await expect.element(page.getByTestId('counting')).toHaveTextContent('Comparing: 1 of 3 pictures');
    await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1');
    engine.counted = null;
    await expect.element(page.getByTestId('compared-picture')).toBeVisible();
  });

  it('stops asking once the screen is left', async () => {
    const engine = two();
    engine.counted = 1;
    await showWindow(engine, '#/compare');
    await expect.element(page.getByTestId('counting')).toBeVisible();
    await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    await expect.element(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
    const asked = () => engine.requests.filter((request) => request.endsWith('/api/runs/compare')).length;
    const before = asked();
    await page.getByRole('navigation').getByRole('button', { name: 'Sheet' }).click();
    await expect.poll(() => engine.requests.includes('GET /api/sheet/tags')).toBe(true);
    expect(asked()).toBe(before);
  });

  it('says which run is not over, and takes it up once it is', async () => {
    const engine = two();
    engine.runs = [drawnRun, { ...newer, state: 'running', done: 2 }];
    await open(engine);
    expect(textOf(page.getByTestId('unfinished'))).toContain('Run 4 is not over: 2 of 3 pictures.');
    engine.runs = [drawnRun, newer];
    engine.publish({ type: 'job', job: drawnJob('run-4', { kind: 'prelabel', state: 'done' }) });
    await expect.poll(() => isShown('[data-testid="unfinished"]')).toBe(false);
  });

  it('turns to a run that has just ended, unless others were chosen', async () => {
    const engine = two();
    await open(engine);
    await expect.poll(() => engine.listeners).toBe(1);
    const after = page.getByLabelText('After', { exact: true });
    await expect.element(after).toHaveValue('4');
    const ends = (id: number) => {
      engine.runs = [...engine.runs, { ...newer, id }];
      engine.publish({ type: 'job', job: drawnJob(`run-${id}`, { kind: 'prelabel', state: 'done' }) });
    };
    ends(5);
    await expect.element(after).toHaveValue('5');
    await after.selectOptions('3');
    await expect.element(after).toHaveValue('3');
    ends(6);
    await expect.element(page.getByRole('option', { name: /^Run 6/ }).first()).toBeInTheDocument();
    await expect.element(after).toHaveValue('3');
  });

  it('hears of verdicts that are given elsewhere', async () => {
    const engine = two();
    await open(engine);
    await expect.poll(() => engine.listeners).toBe(1);
    engine.decideElsewhere('bob', { tagId: engine.tag('frisbee').id, verdict: 'rejected' });
    await expect
      .element(page.getByTestId('by-verdicts'))
      .toHaveTextContent('By your verdicts: 1 better, 0 worse');
    await expect
      .poll(() => words().map((word) => word.getAttribute('aria-label')))
      .toContain('frisbee: gone, rejected');
  });

  it('keeps what is on screen of a long list when it is counted anew', async () => {
    const long = Array.from({ length: 250 }, (_, n) => ({ path: `${n}.jpg`, captions: ['A dog'], ...size }));
    const engine = new DrawnEngine(long);
    engine.runs = [drawnRun, newer];
    engine.changes = { dog: 'new' };
    await open(engine);
    await expect.poll(() => engine.listeners).toBe(1);
    page.getByRole('group', { name: 'Pictures' }).element().scrollTo({ top: 1e6 });
    await expect.element(page.getByRole('button', { name: /^249\.jpg/ })).toBeVisible();
    engine.decideElsewhere('bob', { tagId: engine.tag('dog').id, verdict: 'accepted' });
    await expect
      .element(page.getByTestId('by-verdicts'))
      .toHaveTextContent('By your verdicts: 1 better, 0 worse');
    await expect.element(page.getByRole('button', { name: /^249\.jpg/ })).toBeVisible();
    expect(isShown('[data-testid="compare"] li .skeleton')).toBe(false);
  });

  it('says so where both runs propose the same words', async () => {
    const engine = two();
    engine.changes = {};
    await showWindow(engine, '#/compare');
    await expect.element(page.getByRole('heading', { name: 'The same words everywhere' })).toBeVisible();
    await page.getByRole('button', { name: 'All pictures' }).click();
    await expect.element(page.getByTestId('compared-picture')).toBeVisible();
  });

  it('shows why a picture cannot be shown', async () => {
    const engine = two();
    engine.lose(1, 'The file is no longer there.');
    await open(engine);
    await expect.element(page.getByText('The file is no longer there.').first()).toBeVisible();
  });

  it.each(['dark', 'light'] as const)('has nothing that axe finds wrong in the %s theme', async (theme) => {
    const engine = two();
    engine.people.set('ada', {
      language: null,
      theme,
      heatColours: 'viridis',
      keys: { preset: 'tagmask', overrides: {} },
    });
    await open(engine);
    await userEvent.keyboard('{ArrowDown}');
    const { violations } = await axe.run(document.body);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
