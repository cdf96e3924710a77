import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import { DrawnEngine } from '../../drawn-engine.ts';
import { alphaOf, showWindow, textOf } from '../../show-window.ts';

const size = { width: 160, height: 120 };
let engine: DrawnEngine;

const row = (text: string) => page.getByTestId('tags').getByRole('option', { name: new RegExp(`^${text},`) });
const maskPixels = () => String(alphaOf(page.getByTestId('mask-layer').element()));

beforeEach(async () => {
  await page.viewport(1280, 720);
  engine = new DrawnEngine([{ path: 'dog.jpg', captions: ['A dog jumps'], ...size }]);
  engine.bringIn('dog', 'json_refined/dog.json');
});

describe('an imported label', () => {
  it('has its arrow, is told in words, and says which file it is from', async () => {
    await showWindow(engine, '#/review/1');
    await expect.element(row('dog')).toHaveAccessibleName(/^dog, accepted, imported/i);
    await expect.element(row('dog').getByTestId('imported')).toBeInTheDocument();
    expect(row('jumps').getByTestId('imported').elements()).toHaveLength(0);
    await row('dog').click();
    await expect
      .poll(() => textOf(page.getByTestId('decision')))
      .toMatch(/by an import from json_refined\/dog\.json/);
  });

  it('keeps its pixels when a person accepts it, and takes the heat map’s once they move the threshold', async () => {
    await showWindow(engine, '#/review/1');
    await row('dog').click();
    await expect.poll(maskPixels).toMatch(/[1-9]/);
    const imported = maskPixels();
    await userEvent.keyboard('a');
    await expect.poll(() => engine.received.length).toBe(1);
    expect(engine.received[0]?.[0]).not.toHaveProperty('threshold');

    engine.bringIn('dog', 'json_refined/dog.json');
    engine.publish({ type: 'pictures', ids: [1] });
    await row('dog').click();
    await expect.poll(maskPixels).toBe(imported);
    await userEvent.keyboard(']');
    await expect.poll(() => textOf(page.getByTestId('mask-share'))).toMatch(/Moved since it was accepted/);
    await userEvent.keyboard('a');
    await expect.poll(() => engine.received.length).toBe(2);
    expect(engine.received[1]?.[0]).toHaveProperty('threshold');
  });
});
