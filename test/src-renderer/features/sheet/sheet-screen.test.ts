import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';

import type { EngineApi } from '../../../../src-renderer/api/client.ts';
import { createApp } from '../../../../src-renderer/app-context.ts';
import Window from '../../../../src-renderer/Window.svelte';
import { EngineRefusal } from '../../../../src-renderer/api/failure.ts';
import { DrawnEngine } from '../../drawn-engine.ts';
import { alphaOf, clientOf, isShown, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
let engine: DrawnEngine;

/** The sheet's part of the API over the drawn pictures, in the order of their ids. */
function sheetOver(drawn: DrawnEngine, client: EngineApi): EngineApi {
  const withTag = (text: string) =>
    [1, 2, 3, 4, 5, 6].flatMap((id) => {
      const tag = drawn.detail(id).tags.find((one) => one.text === text);
      return tag === undefined ? [] : [{ detail: drawn.detail(id), tag }];
    });
  const none = { accepted: 0, rejected: 0, unsure: 0, proposed: 0 };
  const undecidedOf = (text: string) => withTag(text).filter(({ tag }) => tag.state === 'undecided');
  return {
    ...client,
    sheetTags: async ({ query }) => {
      const texts = ['dog', 'ball'].filter((text) => text.includes(query));
      const tags = texts.map((text) => ({
        ...{ text, ...none, pictures: withTag(text).length, undecided: undecidedOf(text).length },
      }));
      return { total: tags.length, offset: 0, tags };
    },
    sheet: async ({ tag, state }) => {
      const found = withTag(tag).filter((one) => one.tag.state === state);
      return {
        ...{ tag, state },
        tagIds: found.map((one) => one.tag.id),
        proposalIds: found.map((one) => one.tag.proposal?.id ?? null),
        scores: found.map((one) => 1 - one.detail.id / 10),
      };
    },
    sheetCells: async (tagIds) =>
      ['dog', 'ball'].flatMap(withTag).flatMap(({ detail, tag }) => {
        const { proposal, decision, state } = tag;
        const cell = {
          tagId: tag.id,
          pictureId: detail.id,
          path: detail.path,
          ...size,
          state,
          proposal,
          decision,
        };
        return tagIds.includes(tag.id) ? [{ ...cell, crop: { x: 0, y: 0, ...size } }] : [];
      }),
    cropUrl: (id) => client.imageUrl(id, 128),
    previewBulk: async ({ tag }) => ({ count: undecidedOf(tag).length, fingerprint: 'as confirmed' }),
  };
}

async function showSheet(change: Partial<EngineApi> = {}, address = '#/sheet') {
  history.replaceState(null, '', address);
  const api = { ...sheetOver(engine, clientOf(engine)), ...change };
  render(Window, { props: { app: createApp(api) } });
  await expect.element(cell(0)).toBeVisible();
}

const cell = (place: number) => page.getByTestId('cell').nth(place);
const states = () =>
  [...document.querySelectorAll<HTMLElement>('[data-testid="cell"]')].map((one) => one.dataset['state']);
const chosen = () => document.querySelectorAll('[data-testid="cell"][aria-selected="true"]').length;
const focused = () =>
  Number(document.querySelector<HTMLElement>('[data-testid="cell"].focused')?.dataset['place']);
const verdicts = () => engine.received.map((step) => step.map(({ verdict }) => verdict).join(' '));

beforeEach(async () => {
  await page.viewport(1280, 720);
  const captions = ['A dog with a ball'];
  engine = new DrawnEngine(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ path: `${name}.jpg`, captions, ...size })),
  );
});

describe('the sheet', () => {
  it('shows one tag over all pictures, with its mask on each', async () => {
    await showSheet();
    await expect.poll(() => states()).toEqual(Array(6).fill('undecided'));
    const grid = page.getByRole('grid', { name: 'Pictures with “dog”' });
    await expect.element(grid).toHaveAttribute('aria-multiselectable', 'true');
    await expect.poll(() => isShown('[data-testid="cell-mask"]')).toBe(true);
    await expect
      .poll(() => alphaOf(page.getByTestId('cell-mask').first().element()).some((inside) => inside === 1))
      .toBe(true);
  });

  it('has its tag in the address, for a reload and for a link', async () => {
    await showSheet();
    await expect.poll(() => location.hash).toBe('#/sheet/dog');
    await userEvent.keyboard('n');
    await expect.poll(() => location.hash).toBe('#/sheet/ball');
    location.hash = '#/sheet/dog';
    await expect.element(page.getByRole('grid', { name: 'Pictures with “dog”' })).toBeVisible();
  });

  it('opens with the tag of the address', async () => {
    await showSheet({}, '#/sheet/ball');
    await expect.element(page.getByRole('grid', { name: 'Pictures with “ball”' })).toBeVisible();
  });

  it('decides on the cell in focus, and goes on to the next', async () => {
    await showSheet();
    await userEvent.keyboard('axu');
    expect(states().slice(0, 4)).toEqual(['accepted', 'rejected', 'unsure', 'undecided']);
    expect(focused()).toBe(3);
    await expect.poll(verdicts).toEqual(['accepted', 'rejected', 'unsure']);
    expect(engine.received[0]?.[0]).toMatchObject({ proposalId: engine.tag('dog', 1).proposal?.id });
  });

  it('chooses with Shift, and decides on all of it in one step that one undo brings back', async () => {
    await showSheet();
    await userEvent.keyboard('{ArrowRight}{Shift>}{ArrowRight}{ArrowRight}{/Shift}');
    expect(chosen()).toBe(3);
    await userEvent.keyboard('a');
    expect(states()).toEqual(['undecided', 'accepted', 'accepted', 'accepted', 'undecided', 'undecided']);
    await expect.poll(verdicts).toEqual(['accepted accepted accepted']);
    await expect.poll(() => textOf(page.getByTestId('announcer'))).toBe('Accepted 3 tags.');
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.poll(states).toEqual(Array(6).fill('undecided'));
    expect(chosen()).toBe(3);
    await userEvent.keyboard('{Escape}');
    expect(chosen()).toBe(0);
  });

  it('chooses with the pointer: one, more with Ctrl, a range with Shift, many with a rectangle', async () => {
    await showSheet();
    await userEvent.click(cell(1));
    await userEvent.click(cell(3), { modifiers: ['Control'] });
    expect(chosen()).toBe(2);
    await userEvent.click(cell(0));
    await userEvent.click(cell(3), { modifiers: ['Shift'] });
    expect(chosen()).toBe(4);
    await userEvent.dragAndDrop(cell(0), cell(2));
    expect(chosen()).toBe(3);
  });

  it('scrolls while a rectangle is held at its edge, and chooses what comes into view', async () => {
    await page.viewport(700, 400);
    const captions = ['A dog'];
    engine = new DrawnEngine(
      Array.from({ length: 6 }, (_, index) => ({ path: `${index}.jpg`, captions, ...size })),
    );
    await showSheet();
    const grid = page.getByTestId('sheet-grid').element();
    const room = grid.scrollHeight - grid.clientHeight;
    expect(room).toBeGreaterThan(0);
    const box = grid.getBoundingClientRect();
    const send = (type: string, x: number, y: number) =>
      grid.dispatchEvent(
        new PointerEvent(type, { clientX: box.left + x, clientY: box.top + y, pointerId: 1, bubbles: true }),
      );
    grid.setPointerCapture = () => undefined;
    send('pointerdown', 20, 20);
    send('pointermove', grid.clientWidth - 30, grid.clientHeight - 2);
    await expect.poll(() => Math.round(grid.scrollTop)).toBe(room);
    expect(chosen()).toBe(6);
    send('pointerup', grid.clientWidth - 30, grid.clientHeight - 2);
  });

  it('accepts a whole screen but for what is decided already', async () => {
    await showSheet();
    await userEvent.keyboard('x');
    await userEvent.keyboard('{Shift>}A{/Shift}');
    expect(states()).toEqual(['rejected', ...Array<string>(5).fill('accepted')]);
    await expect.poll(verdicts).toEqual(['rejected', 'accepted accepted accepted accepted accepted']);
    await userEvent.keyboard('n');
    await expect.element(page.getByRole('grid', { name: 'Pictures with “ball”' })).toBeVisible();
  });

  it('shows verdicts at once while the engine is held, and brings refused ones back with the reason', async () => {
    const held = Promise.withResolvers<Response>();
    engine.gate = (path) =>
      path === '/api/decisions' ? held.promise.then((answer) => answer.clone()) : undefined;
    await showSheet();
    await userEvent.keyboard('aa');
    expect(states().slice(0, 3)).toEqual(['accepted', 'accepted', 'undecided']);
    await expect.poll(() => textOf(page.getByTestId('save-state'))).toMatch(/Saving 2 verdicts/);
    held.resolve(
      Response.json({ error: { code: 'disk-full', message: 'The disk is full.' } }, { status: 503 }),
    );
    await expect.poll(() => textOf(page.getByTestId('notice').first())).toMatch(/The disk is full/);
    await expect.poll(states).toEqual(Array(6).fill('undecided'));
  });

  it('asks before it decides over a score, with the engine’s count, and sends what was confirmed', async () => {
    const sent: unknown[] = [];
    const decideBulk: EngineApi['decideBulk'] = async (bulk) => {
      sent.push(bulk);
      throw new EngineRefusal(409, 'bulk-changed', 'The tags have changed since.');
    };
    await showSheet({ decideBulk });
    await expect.poll(() => textOf(page.getByTestId('over'))).toMatch(/0\.60 and above: 4/);
    await userEvent.click(page.getByRole('button', { name: 'Accept…' }));
    await userEvent.click(page.getByRole('dialog').getByRole('button', { name: 'Accept 6 tags' }));
    await expect
      .poll(() => sent)
      .toMatchObject([
        {
          verdict: 'accepted',
          tag: 'dog',
          minScore: 0.6,
          include: 'all',
          expect: { count: 6, fingerprint: 'as confirmed' },
        },
      ]);
    await expect.poll(states).toEqual(Array(6).fill('undecided'));
  });
});
