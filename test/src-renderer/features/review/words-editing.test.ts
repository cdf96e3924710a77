import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { DrawnEngine } from '../../drawn-engine.ts';
import { isShown, showWindow, textOf } from '../../show-window.ts';

let engine: DrawnEngine;
/** The edits that the window has sent, as `path body`. */
let sent: string[];
let refusal: string | null;

const field = () => page.getByTestId('word-input');
const press = (keys: string) => userEvent.keyboard(keys);

beforeEach(async () => {
  await page.viewport(1280, 720);
  sent = [];
  refusal = null;
  const size = { width: 160, height: 120 };
  engine = new DrawnEngine([
    { path: 'street.jpg', captions: ['A traffic light at night'], ...size },
    { path: 'sea.jpg', captions: [], ...size },
  ]);
  for (const method of ['post', 'put'] as const) {
    for (const path of ['/api/tags/:id/:what', '/api/pictures/:id/:what', '/api/captions/:id']) {
      engine.app[method](path, async (c) => {
        sent.push(`${c.req.path} ${await c.req.text()}`);
        if (refusal !== null) return c.json({ error: { code: 'both-decided', message: refusal } }, 409);
        const edited = [{ pictureId: 1, tagId: engine.tag('light').id }];
        return c.json({ actionId: 1, kind: 'decide', changes: [], changed: 0, kept: 0, edited });
      });
    }
  }
  await showWindow(engine, '#/review/1');
  await expect.element(page.getByTestId('chip').first()).toBeVisible();
});

describe('editing words by keyboard', () => {
  it('writes a tag at its chip: Enter saves, and the keyboard is the review’s again', async () => {
    await press('e');
    await expect.element(field()).toHaveFocus();
    await expect.element(field()).toHaveValue('traffic');
    await userEvent.fill(field(), 'car');
    await press('{Enter}');
    await expect.poll(() => sent).toEqual([`/api/tags/${engine.tag('traffic').id}/text {"text":"car"}`]);
    await expect.poll(() => isShown('[data-testid="word-input"]')).toBe(false);
    await press('x');
    await expect.poll(() => engine.received.length).toBe(1);
  });

  it('leaves everything as it is on Escape, and no letter in between is a verdict', async () => {
    await press('eaxu{Escape}');
    await expect.poll(() => isShown('[data-testid="word-input"]')).toBe(false);
    expect([sent, engine.received]).toEqual([[], []]);
  });

  it('says beside the words why an edit was refused, and keeps what was written', async () => {
    refusal = '"traffic" is rejected and "car" is accepted.';
    await press('e');
    await userEvent.fill(field(), 'car');
    await press('{Enter}');
    await expect.element(page.getByRole('alert').getByText(refusal)).toBeVisible();
    await expect.element(field()).toHaveValue('car');
    await expect.element(field()).toHaveAttribute('aria-invalid', 'true');
  });

  it('joins the words that were chosen with Shift and the arrows', async () => {
    await press('{Shift>}{ArrowRight}{/Shift}e');
    await expect.element(field()).toHaveValue('traffic light');
    await press('{Enter}');
    const caption = engine.detail(1).captions[0]?.id ?? 0;
    const body = { text: 'traffic light', span: { captionId: caption, start: 2, end: 15 } };
    await expect
      .poll(() => sent)
      .toEqual([`/api/tags/${engine.tag('traffic').id}/text ${JSON.stringify(body)}`]);
  });

  it('adds, splits and corrects', async () => {
    await press('n');
    await expect.element(field()).toHaveFocus();
    await press('sign{Enter}');
    await expect.poll(() => sent.length).toBe(1);
    await expect.poll(() => isShown('[data-testid="word-input"]')).toBe(false);
    await press('d');
    await expect.poll(() => sent.length).toBe(2);
    await press('c');
    await expect.element(field()).toHaveValue('A traffic light at night');
    await userEvent.fill(field(), 'Two lights');
    await press('{Enter}');
    await expect
      .poll(() => sent)
      .toEqual([
        '/api/pictures/1/tags {"text":"sign"}',
        `/api/tags/${engine.tag('light').id}/split `,
        `/api/captions/${engine.detail(1).captions[0]?.id} {"text":"Two lights"}`,
      ]);
  });

  it('writes the caption of a picture that has none', async () => {
    await press('{ArrowRight}');
    await page.getByTestId('write-caption').click();
    await press('waves{Enter}');
    await expect.poll(() => sent).toEqual(['/api/pictures/2/captions {"text":"waves"}']);
  });
});

it('a word under the pointer shows its mask without a word to the engine', async () => {
  const drawn = () => page.getByTestId('mask-layer').element();
  const pixels = () =>
    drawn() instanceof HTMLCanvasElement ? (drawn() as HTMLCanvasElement).toDataURL() : '';
  await expect.poll(pixels).not.toBe('');
  const before = pixels();
  await page.getByTestId('chip').nth(1).hover();
  await expect.poll(pixels).not.toBe(before);
  const [asked, second] = [engine.requests.length, pixels()];
  await page.getByTestId('chip').nth(2).hover();
  await expect.poll(pixels).not.toBe(second);
  expect(engine.requests.length).toBe(asked);
  expect(textOf(page.getByTestId('captions'))).toContain('traffic light at night');
});
