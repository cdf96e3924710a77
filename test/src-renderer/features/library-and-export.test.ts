import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import type { JobView } from '../../../src-main/services/types.ts';
import { drawnJob, DrawnEngine } from '../drawn-engine.ts';
import { isShown, showWindow, textOf } from '../show-window.ts';

const size = { width: 160, height: 120 };
const few = [
  { path: 'dog.jpg', captions: ['A dog jumps for a frisbee'], ...size },
  {
    path: 'cut.jpg',
    captions: ['Nothing'],
    ...size,
    error: 'The JPEG "cut.jpg" ends in the middle: copy it again.',
  },
];

beforeEach(async () => {
  await page.viewport(1280, 720);
});

describe('the library', () => {
  it('asks for what is on screen only, however many pictures there are', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      path: `${index}.jpg`,
      captions: [],
      ...size,
    }));
    const engine = new DrawnEngine(many);
    const thumbnails: string[] = [];
    await showWindow(engine, '#/library', { thumbnails });
    await expect.element(page.getByRole('button', { name: /^0\.jpg/ })).toBeVisible();
    const grid = page.getByTestId('grid').element();
    grid.scrollTop = grid.scrollHeight;
    await expect.element(page.getByRole('button', { name: /^9999\.jpg/ })).toBeVisible();
    expect(document.querySelectorAll('[data-testid="tile"]').length).toBeLessThan(60);
    expect(new Set(thumbnails).size).toBeLessThan(120);
    expect(engine.requests.filter((request) => request === 'GET /api/pictures').length).toBeLessThan(6);
  });

  it('tells the state of a picture in words, and what is wrong with a bad one', async () => {
    await showWindow(new DrawnEngine(few), '#/library');
    await expect
      .element(page.getByRole('button', { name: /^dog\.jpg, 3 left, 0 accepted, \d proposed$/ }))
      .toBeVisible();
    await expect
      .poll(() => textOf(page.getByRole('button', { name: /^cut\.jpg, cannot be used/ })))
      .toMatch(/ends in the middle/);
  });

  it('opens a picture for review', async () => {
    await showWindow(new DrawnEngine(few), '#/library');
    await page.getByRole('button', { name: /^dog\.jpg/ }).click();
    await expect.element(page.getByTestId('review')).toHaveAttribute('data-picture', '1');
  });

  it('offers the one thing to do where no dataset is open', async () => {
    await showWindow(new DrawnEngine([], { dataset: null }), '#/library');
    await page.getByRole('button', { name: 'Open folder…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a folder' });
    await dialog.getByRole('button', { name: '街の写真' }).click();
    await expect.element(dialog.getByRole('button', { name: 'Open “街の写真”' })).toBeVisible();
    await expect.element(dialog.getByText('No folders in here.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Up one folder' }).click();
    await expect.element(dialog.getByRole('button', { name: 'beach', exact: true })).toBeVisible();
  });

  it('says that a model is untrained before its proposals are believed', async () => {
    const model = { name: 'untrained', sha256: '0'.repeat(64), trained: false, knows: null } as const;
    await showWindow(new DrawnEngine(few, { model }), '#/library');
    await expect
      .poll(() => textOf(page.getByTestId('untrained')))
      .toMatch(/This model is untrained: its proposals are random\./);
    await page.getByRole('button', { name: 'Pre-label…' }).click();
    await expect.poll(() => textOf(page.getByRole('dialog', { name: 'Pre-label' }))).toMatch(/untrained/);
    await page.getByRole('button', { name: 'Pre-label 2 pictures' }).click();
    await expect.poll(() => isShown('dialog[open]')).toBe(false);
  });

  describe('with a model that knows drawn scenes only', () => {
    const model = { name: 'starter', sha256: '0'.repeat(64), trained: true, knows: 'drawn scenes' } as const;
    const banner = page.getByTestId('scenes-only');

    it('warns of it beside photos, and leads to other models', async () => {
      await showWindow(new DrawnEngine(few, { model }), '#/library');
      await expect.poll(() => textOf(banner)).toMatch(/knows drawn scenes.*For photos, download a real CLIP/);
      await expect.element(banner).not.toHaveClass('note');
      await page.getByRole('button', { name: 'Get a model' }).click();
      await expect.element(page.getByRole('heading', { name: 'Models' })).toBeInTheDocument();
    });

    it('notes it in the demo', async () => {
      const engine = new DrawnEngine(few, { model });
      const { dataset } = engine.session;
      engine.session = { ...engine.session, dataset: dataset === null ? null : { ...dataset, demo: true } };
      await showWindow(engine, '#/library');
      await expect.element(banner).toHaveClass('note');
    });
  });

  it('shows what an import could not use', async () => {
    const engine = new DrawnEngine(few);
    const result = {
      pictures: 2,
      captions: 2,
      unmatched: [{ file: 'gone.jpg', source: 'captions.tsv', why: 'No picture has this name.' }],
      errors: [{ file: 'cut.jpg', why: 'It ends in the middle.' }],
    };
    const progress = {
      done: 2,
      total: 2,
      failed: 0,
      perSecond: null,
      secondsLeft: null,
      message: null,
      canRetry: false,
    };
    engine.jobs = [{ id: 'import-1', kind: 'import', title: 'Import', state: 'done', ...progress, result }];
    await showWindow(engine, '#/library');
    const report = page.getByTestId('import-report');
    await expect
      .poll(() => textOf(report))
      .toMatch(/1 file could not be read, 1 caption row without a picture/);
    await report.getByText('Details').click();
    await expect.element(report.getByText('No picture has this name.')).toBeVisible();
  });
});

describe('the job tray', () => {
  it('follows a job from its start to its end, and cancels it', async () => {
    const engine = new DrawnEngine(few);
    const cancelled: string[] = [];
    engine.app.post('/api/jobs/:id/cancel', (c) => {
      cancelled.push(c.req.param('id'));
      return c.json({});
    });
    await showWindow(engine, '#/library');
    await expect.element(page.getByText('No jobs running')).toBeVisible();
    await expect.poll(() => engine.listeners).toBe(1);
    const job: JobView = {
      ...{ id: 'run-3', kind: 'prelabel', title: 'Pre-label with clip-vit-b16', state: 'running' },
      ...{ done: 40, total: 1200, failed: 1, perSecond: 4.5, secondsLeft: 257, message: null },
      ...{ result: null, canRetry: false },
    };
    engine.publish({ type: 'job', job });
    const button = page.getByTestId('job-tray-button');
    await expect.poll(() => textOf(button)).toMatch(/40 of 1,200/);
    await expect.poll(() => textOf(button)).toMatch(/4 min left/);
    await button.click();
    await page.getByRole('button', { name: 'Cancel: Pre-label with clip-vit-b16' }).click();
    await expect.poll(() => cancelled).toEqual(['run-3']);
    engine.publish({
      type: 'job',
      job: { ...job, state: 'failed', message: 'The worker stopped twice on dog.jpg.' },
    });
    await expect
      .poll(() => textOf(page.getByTestId('job')))
      .toMatch(/The worker stopped twice on dog\.jpg\./);
    await userEvent.keyboard('{Escape}');
  });
});

describe('a failed job that may be tried again', () => {
  it('has a button for it, and shows what came of it', async () => {
    const engine = new DrawnEngine(few);
    const failed = drawnJob('rescore-1', {
      ...{ kind: 'prelabel', title: 'Score the edited words', state: 'failed', canRetry: true },
      message: 'The disk is full.',
    });
    engine.jobs = [failed];
    engine.app.post('/api/jobs/:id/retry', (c) =>
      c.json({ ...failed, state: 'done', message: null, canRetry: false }),
    );
    await showWindow(engine, '#/library');
    await page.getByTestId('job-tray-button').click();
    await expect.poll(() => textOf(page.getByTestId('job'))).toMatch(/The disk is full\./);
    await page.getByRole('button', { name: 'Try again: Score the edited words' }).click();
    await expect.element(page.getByTestId('job')).toHaveAttribute('data-state', 'done');
    expect(document.activeElement).not.toBe(document.body);
    await userEvent.keyboard('{Escape}');
  });
});

describe('the export', () => {
  it('has nothing to do before something is accepted', async () => {
    await showWindow(new DrawnEngine(few), '#/export');
    await expect.element(page.getByTestId('export').getByRole('button', { name: 'Export' })).toBeDisabled();
    await page.getByRole('radio', { name: /^Proposed/ }).click();
    await expect.element(page.getByTestId('export').getByRole('button', { name: 'Export' })).toBeEnabled();
  });

  it('runs, reports and offers the files', async () => {
    const engine = new DrawnEngine(few);
    await showWindow(engine, '#/review/1');
    await expect.element(page.getByTestId('tags')).toBeVisible();
    await expect.element(page.getByRole('option', { name: /^dog/ })).toBeVisible();
    await userEvent.keyboard('a');
    await expect.poll(() => engine.tag('dog').state).toBe('accepted');
    await page.getByRole('navigation').getByRole('button', { name: 'Export' }).click();
    await page.getByTestId('export').getByRole('button', { name: 'Export' }).click();
    const report = page.getByTestId('export-report');
    await expect.poll(() => textOf(report)).toMatch(/Nothing was left out\./);
    const link = report.getByRole('link', { name: 'Download annotations.json' });
    await expect
      .element(link)
      .toHaveAttribute('href', 'http://engine.test/api/exports/coco-20261121/annotations.json');
  });

  it('of COCO may have each connected part as an instance, and the report counts both', async () => {
    const engine = new DrawnEngine(few);
    engine.bringIn('dog', 'json_refined/dog.json');
    await showWindow(engine, '#/export');
    await page.getByRole('radio', { name: /^Each connected part/ }).click();
    await page.getByTestId('export').getByRole('button', { name: 'Export' }).click();
    await expect.poll(() => textOf(page.getByTestId('export-report'))).toMatch(/Masks ?1 ?Instances ?2/);
    expect(engine.exportOrders).toEqual([{ format: 'coco', include: 'accepted', instances: 'parts' }]);
  });

  it('of label maps has no instances to choose, says what lies on top, and counts what got no map', async () => {
    const engine = new DrawnEngine(few);
    engine.bringIn('dog', 'json_refined/dog.json');
    await showWindow(engine, '#/export');
    await page.getByRole('radio', { name: /^Label maps/ }).click();
    await expect.poll(() => textOf(page.getByTestId('export'))).toMatch(/the smaller one on top/);
    expect(page.getByRole('radio', { name: /^Each connected part/ }).elements()).toEqual([]);
    await page.getByTestId('export').getByRole('button', { name: 'Export' }).click();
    await expect
      .poll(() => textOf(page.getByTestId('export-report')))
      .toMatch(/Without a map, unreviewed ?2/);
    expect(engine.exportOrders).toEqual([{ format: 'semantic', include: 'accepted' }]);
  });

  it('in the released layout says what it keeps and where it lies, and comes as one archive', async () => {
    const engine = new DrawnEngine(few);
    engine.bringIn('dog', 'json_refined/dog.json');
    await showWindow(engine, '#/export');
    await page.getByRole('radio', { name: /^Released layout/ }).click();
    await expect.poll(() => textOf(page.getByTestId('export'))).toMatch(/also where masks overlap/);
    await page.getByTestId('export').getByRole('button', { name: 'Export' }).click();
    const report = page.getByTestId('export-report');
    await expect.poll(() => textOf(report)).toMatch(/\.tagmask\/exports\/released-20261121/);
    await expect
      .element(report.getByRole('link', { name: 'Download all as ZIP' }))
      .toHaveAttribute('href', 'http://engine.test/api/exports/released-20261121/archive');
    // A folder is no file to download.
    expect(report.getByRole('link').elements()).toHaveLength(2);
  });
});
