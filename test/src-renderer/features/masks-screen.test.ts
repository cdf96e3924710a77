import axe from 'axe-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { bitmapFromRle, decodeMask, encodeMask, rleFromBitmap } from '../../../models/masks/index.ts';
import { DrawnEngine } from '../drawn-engine.ts';
import { EmptyStore, alphaOf, isShown, showWindow, textOf } from '../show-window.ts';

const size = { width: 80, height: 60 };
let engine: DrawnEngine;

beforeEach(async () => {
  await page.viewport(1280, 800);
  engine = new DrawnEngine([
    { path: 'a.jpg', captions: ['a dog jumps for a frisbee'], ...size },
    { path: 'b.jpg', captions: ['a dog'], ...size },
    { path: 'c.jpg', captions: ['a dog'], width: 40, height: 90 },
  ]);
});

const press = (keys: string) => userEvent.keyboard(keys);
const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`Nothing matches ${selector}.`);
  return found;
};
const stage = () => find('[data-testid=edit-stage]');
const maskCanvas = () => find('[data-testid=edit-masks]');
const painted = () => alphaOf(maskCanvas()).reduce((sum, value) => sum + value, 0);
const focused = () => find('[data-testid=tag][aria-selected=true]').dataset['text'];

async function open(hash = '#/masks/1'): Promise<void> {
  await showWindow(engine, hash);
  await expect.poll(() => isShown('[data-testid=edit-stage] img')).toBe(true);
  await expect.poll(painted).toBeGreaterThan(0);
}

interface Press {
  readonly id?: number;
  readonly type?: 'mouse' | 'touch' | 'pen';
  readonly pressure?: number;
}

/** A pointer at a place of the picture. */
function point(
  event: string,
  [x, y]: readonly [number, number],
  { id = 1, type = 'mouse', pressure = 0.5 }: Press = {},
): void {
  const box = find('[data-testid=edit-stage] .layers').getBoundingClientRect();
  const at = {
    clientX: box.left + (x / size.width) * box.width,
    clientY: box.top + (y / size.height) * box.height,
  };
  const pressed = { pointerId: id, pointerType: type, pressure, buttons: event === 'pointerup' ? 0 : 1 };
  // A finger that no browser has seen cannot be captured.
  stage().setPointerCapture = () => undefined;
  stage().dispatchEvent(new PointerEvent(event, { ...at, ...pressed, bubbles: true, cancelable: true }));
}

function stroke(from: readonly [number, number], to: readonly [number, number], how: Press = {}): void {
  point('pointerdown', from, how);
  point('pointermove', to, how);
  point('pointerup', to, how);
}

describe('the mask editor', () => {
  it('opens with M on the tag in focus and goes back with Escape', async () => {
    await showWindow(engine, '#/review/1');
    await expect.poll(() => isShown('[data-testid=tag][aria-selected=true]')).toBe(true);
    await press('{ArrowDown}');
    const text = focused();
    await press('m');
    await expect.poll(() => location.hash).toBe('#/masks/1');
    expect(focused()).toBe(text);
    await press('{Escape}');
    await expect.poll(() => location.hash).toBe('#/review/1');
    expect(focused()).toBe(text);
  });

  it('stores a stroke as an accepted decision with its pixels and the time that it took', async () => {
    await open();
    await press('{Shift>}{Backspace}{/Shift}');
    stroke([10.5, 10.5], [30.5, 10.5]);
    await expect.poll(() => engine.received.length).toBe(2);
    const [decision] = engine.received.at(-1) ?? [];
    expect(decision).toMatchObject({ verdict: 'accepted' });
    const { data } = bitmapFromRle(decodeMask(decision?.mask ?? { size: [1, 1], counts: '' }));
    expect([data[10 * size.width + 20], data[40 * size.width + 20]]).toEqual([1, 0]);
    await expect.poll(() => textOf(page.getByTestId('mask-facts'))).toMatch(/accepted, mask drawn/);
  });

  it('draws wider with a pen that is pressed harder', async () => {
    await open();
    const widthAfter = async (pressure: number) => {
      await press('{Shift>}{Backspace}{/Shift}');
      const before = engine.received.length;
      stroke([40.5, 30.5], [40.5, 30.5], { type: 'pen', pressure });
      await expect.poll(() => engine.received.length).toBe(before + 1);
      const mask = engine.received.at(-1)?.[0]?.mask ?? { size: [1, 1] as const, counts: '' };
      return bitmapFromRle(decodeMask(mask)).data.reduce((sum, value) => sum + value, 0);
    };
    expect(await widthAfter(0.2)).toBeLessThan(await widthAfter(1));
  });

  it('draws with one finger', async () => {
    await open();
    await press('{Shift>}{Backspace}{/Shift}');
    stroke([20.5, 20.5], [40.5, 20.5], { type: 'touch', id: 31 });
    await expect.poll(() => engine.received.length).toBe(2);
    const mask = engine.received.at(-1)?.[0]?.mask ?? { size: [1, 1] as const, counts: '' };
    expect(bitmapFromRle(decodeMask(mask)).data[20 * size.width + 30]).toBe(1);
  });

  it('shows no mask of another size than the picture, says why, and lets it be drawn anew', async () => {
    const other = { width: 800, height: 600, data: new Uint8Array(800 * 600).fill(1) };
    const mask = encodeMask(rleFromBitmap(other));
    engine.decideElsewhere('bob', { tagId: engine.tag('dog').id, verdict: 'accepted', mask });
    await showWindow(engine, '#/masks/1');
    await expect.poll(() => isShown('[data-testid=edit-stage] img')).toBe(true);
    await press('1');
    await expect.poll(() => document.body.textContent).toContain('is of a picture of another size');
    expect(find('[data-testid=mask-facts] [data-area]').dataset['area']).toBe('0');
    stroke([20.5, 20.5], [40.5, 20.5]);
    await expect.poll(() => engine.received.at(-1)?.[0]?.mask?.size).toEqual([size.height, size.width]);
  });

  it('moves and zooms with two fingers, and stores nothing of what the first has begun', async () => {
    await open();
    const zoom = () => textOf(page.getByTestId('zoom'));
    const before = [zoom(), engine.received.length];
    point('pointerdown', [20, 30], { id: 11, type: 'touch' });
    point('pointermove', [24, 30], { id: 11, type: 'touch' });
    point('pointerdown', [60, 30], { id: 12, type: 'touch' });
    point('pointermove', [70, 30], { id: 12, type: 'touch' });
    point('pointerup', [70, 30], { id: 12, type: 'touch' });
    point('pointerup', [24, 30], { id: 11, type: 'touch' });
    await expect.poll(zoom).not.toBe(before[0]);
    expect(engine.received.length).toBe(before[1]);
  });

  it('hides all masks, draws outlines only and changes the light of the view, and stores nothing of it', async () => {
    await open();
    const all = painted();
    await press('j');
    await expect.poll(painted).toBeLessThan(all);
    await press('j');
    await expect.poll(painted).toBe(all);
    await press('v');
    await expect.poll(painted).toBe(0);
    await press('v');
    await expect.poll(painted).toBe(all);
    const slider = find('[data-testid=brightness]');
    if (slider instanceof HTMLInputElement) slider.value = '1.5';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await expect
      .poll(() => find('[data-testid=edit-stage] .layers').style.filter)
      .toMatch(/brightness\(1\.5\)/);
    expect(engine.received).toEqual([]);
  });

  it('zooms to the pixel at the pointer', async () => {
    await open();
    for (let turns = 0; turns < 20; turns++)
      stage().dispatchEvent(
        new WheelEvent('wheel', { deltaY: -300, clientX: 500, clientY: 400, cancelable: true }),
      );
    await expect.poll(() => textOf(page.getByTestId('zoom'))).toBe('6,400%');
    await press('0');
    await expect.poll(() => textOf(page.getByTestId('zoom'))).not.toBe('6,400%');
  });

  it('has a key for each tool, and the size keys and the wheel change the brush', async () => {
    await open();
    for (const [key, name] of Object.entries({ e: 'eraser', l: 'lasso', p: 'polygon', r: 'rectangle', w: 'wand', g: 'smart', c: 'click', f: 'hole', i: 'island', t: 'transfer', b: 'brush' })) {
      await press(key);
      await expect.poll(() => find(`[data-testid=tool-${name}]`).getAttribute('aria-pressed')).toBe('true');
    } // prettier-ignore
    const brush = () => Number.parseInt(textOf(page.getByTestId('brush-size')), 10);
    const before = brush();
    await press(']');
    await expect.poll(brush).toBeGreaterThan(before);
    stage().dispatchEvent(new WheelEvent('wheel', { deltaY: 100, altKey: true, cancelable: true }));
    await expect.poll(brush).toBeLessThanOrEqual(before);
  });

  it('remembers tools and look through a reload, and what cannot be read is as it was at first', async () => {
    const store = new EmptyStore();
    const opened = async () => {
      const shown = await showWindow(engine, '#/masks/1', { store });
      await expect.poll(() => isShown('[data-testid=edit-stage] img')).toBe(true);
      await expect.poll(painted).toBeGreaterThan(0);
      return shown;
    };
    const brush = () => textOf(page.getByTestId('brush-size'));
    const first = await opened();
    const [size, all] = [brush(), painted()];
    await press('e]]q');
    await press('j');
    await expect.poll(brush).not.toBe(size);
    const larger = brush();
    await expect.poll(painted).toBeLessThan(all);
    await first.unmount();

    const again = await opened();
    expect(find('[data-testid=tool-eraser]').getAttribute('aria-pressed')).toBe('true');
    expect(brush()).toBe(larger);
    expect(textOf(page.getByTestId('tool-bar'))).toContain('Square');
    await expect.poll(painted).toBeLessThan(all);
    await again.unmount();

    store.setItem('tagmask-mask-tools', '{"name":"saw","sizePx":"large","tolerance":null,"shape":7}');
    store.setItem('tagmask-mask-view', '{"opacity":-4,');
    await opened();
    expect(find('[data-testid=tool-brush]').getAttribute('aria-pressed')).toBe('true');
    expect(brush()).toBe(size);
    await expect.poll(painted).toBe(all);
  });

  it('stores what is half drawn, or drops it, with buttons for those without keys', async () => {
    await open();
    await press('p');
    const corners = [[10, 10], [40, 10], [40, 40]] as const; // prettier-ignore
    const draw = () => corners.forEach((corner) => stroke(corner, corner));
    expect(document.querySelector('[data-testid=store-draft]')).toBe(null);
    draw();
    await userEvent.click(page.getByTestId('drop-draft'));
    expect(document.querySelector('[data-testid=store-draft]')).toBe(null);
    draw();
    await userEvent.click(page.getByTestId('store-draft'));
    await expect.poll(() => engine.received.length).toBe(1);
    const mask = engine.received[0]?.[0]?.mask ?? { size: [1, 1] as const, counts: '' };
    const { data } = bitmapFromRle(decodeMask(mask));
    expect([data[12 * size.width + 35], data[38 * size.width + 38]]).toEqual([1, 1]);
  });

  it('opens the history beside the picture', async () => {
    await open();
    await press('{Shift>}l{/Shift}');
    await expect.poll(() => isShown('[data-testid=history]')).toBe(true);
  });

  it('brings the machine’s proposal back', async () => {
    await open();
    stroke([10.5, 10.5], [30.5, 10.5]);
    await expect.poll(() => engine.received.length).toBe(1);
    await press('{Shift>}r{/Shift}');
    await expect.poll(() => engine.received.length).toBe(2);
    const [restored] = engine.received.at(-1) ?? [];
    expect(restored).toMatchObject({ verdict: 'accepted', proposalId: expect.any(Number), threshold: 0.4 });
    expect(restored?.mask).toBeUndefined();
  });

  it('copies the mask of a previous picture of another size, scaled, and says so', async () => {
    await open('#/masks/2');
    await press('{Shift>}{Backspace}{/Shift}r');
    stroke([20, 20], [60, 40]);
    await expect.poll(() => engine.received.length).toBe(2);
    await press('{ArrowRight}');
    await expect.poll(() => find('[data-testid=masks]').dataset['picture']).toBe('3');
    await expect.poll(() => find('[data-testid=edit-stage]').dataset['tag']).not.toBe(undefined);
    await press('{Shift>}c{/Shift}');
    await expect.poll(() => engine.received.length).toBe(3);
    const [copied] = engine.received.at(-1) ?? [];
    const mask = bitmapFromRle(decodeMask(copied?.mask ?? { size: [1, 1], counts: '' }));
    expect([mask.width, mask.height]).toEqual([40, 90]);
    const inside = [...mask.data.keys()].filter((at) => mask.data[at] === 1);
    // Half as wide and half as high again: columns 10 to 29, rows 30 to 59.
    expect([inside.length, inside[0], inside.at(-1)]).toEqual([600, 30 * 40 + 10, 59 * 40 + 29]);
    await expect.poll(() => document.body.textContent).toContain('scaled to this one’s 40 × 90');
  });

  it('has nothing that axe finds wrong', async () => {
    await open();
    const { violations } = await axe.run(document.querySelector('main') ?? document, { resultTypes: ['violations'] }); // prettier-ignore
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
  });
});
