import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { drawnJob, DrawnEngine } from '../../drawn-engine.ts';
import { drawnEvaluation } from '../../drawn-evaluation.ts';
import { isShown, showWindow, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
const pictures = [
  { path: 'dog.jpg', captions: ['A dog jumps for a frisbee'], ...size },
  { path: 'cat.jpg', captions: ['A cat on a mat'], ...size },
];
const [older, newer] = ['2026-11-21T14-02-00-000Z', '2026-11-22T14-02-00-000Z'];

beforeEach(async () => {
  await page.viewport(1280, 720);
});

afterEach(() => vi.restoreAllMocks());

/** An engine with a verdict, so that there is something to measure. */
function reviewed(...evaluations: DrawnEngine['evaluations']): DrawnEngine {
  const engine = new DrawnEngine(pictures);
  engine.decideElsewhere('ada', { tagId: engine.tag('dog').id, verdict: 'accepted' });
  engine.evaluations = evaluations;
  return engine;
}

/** Two results, the newer one better. */
function two(): DrawnEngine {
  const before = drawnEvaluation(older, { at: Date.UTC(2026, 10, 21, 14, 2) });
  const { evaluation } = before;
  const after = {
    ...evaluation,
    tags: { ...evaluation.tags, pixel: { precision: 0.6, recall: 0.4, f1: 0.7, accuracy: 0.7, map: 0.8 } },
  };
  return reviewed(drawnEvaluation(newer, { at: Date.UTC(2026, 10, 22, 14, 2), evaluation: after }), before);
}

/** The files that are handed to the browser. */
function catchFiles(): { name: string; text: Promise<string> }[] {
  const files: { name: string; text: Promise<string> }[] = [];
  const blobs = new Map<string, Blob>();
  const make = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = make(blob);
    if (blob instanceof Blob) blobs.set(url, blob);
    return url;
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    files.push({ name: this.download, text: blobs.get(this.href)?.text() ?? Promise.resolve('') });
  });
  return files;
}

describe('the results', () => {
  it('say what belongs here where nothing is reviewed, and lead to the review', async () => {
    await showWindow(new DrawnEngine(pictures), '#/results');
    await expect.element(page.getByRole('heading', { name: 'Nothing reviewed yet' })).toBeVisible();
    await page.getByRole('button', { name: 'Go to the review' }).click();
    await expect.element(page.getByTestId('review')).toBeVisible();
  });

  it('lead to the library where no dataset is open', async () => {
    await showWindow(new DrawnEngine([], { dataset: null }), '#/results');
    await expect.element(page.getByRole('heading', { name: 'No dataset is open' })).toBeVisible();
  });

  it('are made by key alone, followed while they come, and shown', async () => {
    const engine = reviewed();
    await showWindow(engine, '#/library');
    await expect.poll(() => engine.listeners).toBe(1);
    page.getByRole('navigation').getByRole('button', { name: 'Results' }).element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('heading', { name: 'No results yet' })).toBeVisible();
    await expect.element(page.getByText('on 1 reviewed picture')).toBeVisible();
    const press = async (name: string) => {
      for (let tabs = 0; tabs < 12 && document.activeElement?.textContent.trim() !== name; tabs++)
        await userEvent.tab();
      await userEvent.keyboard('{Enter}');
    };
    await press('Evaluate');
    await expect.poll(() => engine.evaluated).toEqual([{ preset: 'fast' }]);
    const running = drawnJob('evaluate', { kind: 'evaluate', title: 'Evaluate clip-vit-b16' });
    engine.publish({ type: 'job', job: { ...running, done: 1, total: 2, perSecond: 2, secondsLeft: 30 } });
    await expect
      .poll(() => textOf(page.getByTestId('evaluating')))
      .toMatch(/1 of 2 · 2\.0 a second · 30 sec left/);
    engine.evaluations = [drawnEvaluation(older)];
    engine.publish({ type: 'job', job: { ...running, state: 'done', result: { id: older } } });
    await expect.element(page.getByTestId('result')).toHaveAttribute('data-result', older);
    await expect
      .poll(() => textOf(page.getByTestId('scoring-table')))
      .toMatch(/Pixel ?60\.0% ?40\.0% ?61\.5% ?55\.0% to 67\.0%/);
    // Nothing was compared: no number is better than a 0 that was not measured.
    await expect
      .poll(() => textOf(page.getByTestId('mask-table')))
      .toMatch(/CaptionIoU ?–.*objectIoU ?45\.6%/);
    await expect.poll(() => textOf(page.getByTestId('bias'))).toMatch(/equal words: 40\.0%/);
  });

  it('cancel what runs, and say why one failed', async () => {
    const engine = reviewed();
    const cancelled: string[] = [];
    engine.app.post('/api/jobs/:id/cancel', (c) => {
      cancelled.push(c.req.param('id'));
      return c.json({});
    });
    await showWindow(engine, '#/results');
    await expect.poll(() => engine.listeners).toBe(1);
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel: Evaluate clip-vit-b16' }).click();
    await expect.poll(() => cancelled).toEqual(['evaluate']);
    const job = drawnJob('evaluate', {
      kind: 'evaluate',
      title: 'Evaluate clip-vit-b16',
      state: 'cancelled',
    });
    engine.publish({ type: 'job', job });
    await expect.poll(() => textOf(page.getByTestId('evaluation-over'))).toMatch(/was cancelled/);
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    engine.publish({ type: 'job', job: { ...job, state: 'failed', message: 'The disk is full.' } });
    await expect.poll(() => textOf(page.getByTestId('evaluation-over'))).toMatch(/The disk is full\./);
  });

  it('become stale as soon as somebody decides', async () => {
    const engine = reviewed(drawnEvaluation(older));
    await showWindow(engine, '#/results');
    await expect.element(page.getByTestId('result')).toHaveAttribute('data-stale', 'false');
    await expect.poll(() => engine.listeners).toBe(1);
    engine.evaluations = [drawnEvaluation(older, { verdictsSince: 3 })];
    engine.decideElsewhere('bob', { tagId: engine.tag('cat', 2).id, verdict: 'rejected' });
    await expect.poll(() => textOf(page.getByTestId('stale'))).toMatch(/^3 verdicts since/);
    await expect.element(page.getByTestId('result')).toHaveAttribute('data-stale', 'true');
  });

  it('stand side by side, the earlier one first, with what has changed', async () => {
    await showWindow(two(), '#/results');
    await expect.element(page.getByTestId('result')).toHaveAttribute('data-result', newer);
    await page.getByLabelText('Compare with').selectOptions(older);
    await expect
      .poll(() => page.getByTestId('result').elements().map((element) => element.getAttribute('data-result')))
      .toEqual([older, newer]); // prettier-ignore
    await expect.poll(() => textOf(page.getByTestId('scoring-table').nth(1))).toMatch(/70\.0% ?\+8\.5/);
    expect(textOf(page.getByTestId('scoring-table').nth(0))).not.toMatch(/[+-]\d/);
    await page.getByLabelText('Compare with').selectOptions('');
    await expect.poll(() => page.getByTestId('result').elements().length).toBe(1);
  });

  it('are removed only when that is confirmed', async () => {
    const engine = two();
    await showWindow(engine, '#/results');
    await page.getByRole('button', { name: 'Remove this result' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(engine.evaluations).toHaveLength(2);
    await page.getByRole('button', { name: 'Remove this result' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.element(page.getByTestId('result')).toHaveAttribute('data-result', older);
    expect(engine.evaluations.map(({ id }) => id)).toEqual([older]);
  });
});

describe('the best τ', () => {
  it('is shown, can be compared with others by key, and is what a run starts with', async () => {
    const engine = reviewed(drawnEvaluation(older));
    await showWindow(engine, '#/results');
    await expect
      .poll(() => textOf(page.getByTestId('best-tau')))
      .toMatch(/The best τ for these words is 0\.31, with an F1 of 80\.0%/);
    await expect
      .poll(() => textOf(page.getByTestId('tau-reading')))
      .toBe('Precision 65.5% · Recall 69.0% · F1 80.0%');
    const slider = page.getByLabelText('τ to look at');
    slider.element().focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect
      .element(slider)
      .toHaveAttribute('aria-valuetext', '0.32: Precision 66.0% · Recall 68.0% · F1 79.0%');
    await userEvent.keyboard('{End}');
    await expect
      .poll(() => textOf(page.getByTestId('tau-reading')))
      .toBe('Precision – · Recall 0.0% · F1 0.0%');
    await page.getByRole('button', { name: 'Show the best' }).click();
    await page.getByRole('button', { name: 'Pre-label with τ 0.31' }).click();
    await expect.poll(() => engine.started).toEqual([{ preset: 'fast', dense: 'maskclip', tau: 0.31 }]);
  });
});

describe('the tags of a result', () => {
  it('are sorted and found, and their examples open in the review', async () => {
    const engine = reviewed(drawnEvaluation(older));
    await showWindow(engine, '#/results');
    const table = page.getByTestId('tag-rows');
    const first = () => textOf(table.getByRole('rowheader').nth(0));
    await expect.poll(first).toBe('dog');
    expect(table.getByRole('rowheader').elements()).toHaveLength(20);
    await table.getByRole('button', { name: 'Recall' }).click();
    await expect.poll(first).toBe('frisbee');
    await expect
      .element(table.getByRole('columnheader', { name: 'Recall' }))
      .toHaveAttribute('aria-sort', 'ascending');
    await page.getByRole('button', { name: 'Show 12 more' }).click();
    await expect.poll(() => table.getByRole('rowheader').elements().length).toBe(32);
    await page.getByLabelText('Find a tag').fill('do');
    await expect.poll(() => table.getByRole('rowheader').elements().length).toBe(1);
    await table.getByRole('button', { name: 'Open dog.jpg in the review: “dog”, missed' }).click();
    await expect.element(page.getByTestId('review')).toHaveAttribute('data-picture', '1');
    await expect.element(page.getByRole('option', { name: /^dog/ })).toHaveAttribute('aria-selected', 'true');
    history.back();
    await expect.element(page.getByTestId('result')).toBeVisible();
  });
});

describe('what is saved', () => {
  it('is every table as CSV and every plot as SVG, named by model and time', async () => {
    const files = catchFiles();
    await showWindow(reviewed(drawnEvaluation(older)), '#/results');
    await expect.element(page.getByTestId('result')).toBeVisible();
    for (const button of page.getByRole('button', { name: /^Save “/ }).elements())
      (button as HTMLElement).click();
    expect(files.map(({ name }) => name.replace('results-clip-vit-b16-20261121-1402-', ''))).toEqual([
      ...['words.csv', 'masks.csv', 'single-tag-bias.svg', 'single-tag-bias.csv'],
      ...['precision-recall.svg', 'precision-recall.csv', 'reliability.svg', 'reliability.csv', 'tags.csv'],
    ]);
    const textOfFile = async (name: string) =>
      (await files.find((file) => file.name.endsWith(name))?.text) ?? '';
    expect((await textOfFile('precision-recall.csv')).split('\r\n')).toHaveLength(4 * 100 + 2);
    expect(await textOfFile('tags.csv')).toContain('dog,5,1,0.5,0.25,0.25,2,dog.jpg\r\n');
    for (const name of ['single-tag-bias.svg', 'precision-recall.svg', 'reliability.svg']) {
      const file = new DOMParser().parseFromString(await textOfFile(name), 'image/svg+xml');
      expect(file.documentElement.localName).toBe('svg');
      expect(file.querySelectorAll('text').length).toBeGreaterThan(8);
    }
    expect(isShown('[data-testid="plot"]')).toBe(true);
  });
});

describe('a plot on screen', () => {
  it('says in words what it shows, and has its numbers as a table', async () => {
    await showWindow(reviewed(drawnEvaluation(older)), '#/results');
    const plot = page.getByRole('img', { name: /^What a score is worth\..*12\.5%/ });
    await expect.element(plot).toBeInTheDocument();
    await page.getByTestId('reliability').getByText('Numbers').click();
    await expect
      .poll(() => textOf(page.getByTestId('reliability').getByRole('table')))
      .toMatch(/0\.30–0\.40 ?0 ?–/);
  });
});
