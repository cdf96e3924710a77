import type { Page } from 'playwright';
import { z } from 'zod';

/**
 * Runs in the page: from a key to the frame in which another tag or picture is in focus. A frame is drawn after its
 * animation callbacks, so the time is taken in the callback of the next one.
 */
const watch = `(() => {
  const times = (globalThis.keyTimes = []);
  const where = () => ({
    picture: document.querySelector('[data-testid=review]')?.dataset.picture,
    tag: document.querySelector('[data-testid=tag][aria-selected=true]')?.dataset.tag,
  });
  let waiting = false;
  addEventListener('keydown', () => {
    // Keys that are pressed while a picture is on its way are not what brings it.
    if (waiting) return;
    waiting = true;
    const start = performance.now();
    const before = where();
    const look = () => {
      const now = where();
      if (now.tag !== before.tag || now.picture !== before.picture) {
        const to = now.picture === before.picture ? 'tag' : 'picture';
        waiting = false;
        requestAnimationFrame(() => times.push({ to, ms: performance.now() - start }));
      } else if (performance.now() - start < 10000) requestAnimationFrame(look);
      else waiting = false;
    };
    requestAnimationFrame(look);
  }, true);
})()`;

const keyTimes = z.array(z.object({ to: z.enum(['tag', 'picture']), ms: z.number() }));

export async function watchKeyTimes(page: Page): Promise<void> {
  await page.addInitScript({ content: watch });
}

/** Milliseconds from a key to the next tag, and to the next picture: how many, the median and the 95th percentile. */
export async function readKeyTimes(page: Page): Promise<string> {
  const times = keyTimes.parse(await page.evaluate('globalThis.keyTimes'));
  const describe = (to: 'tag' | 'picture'): string => {
    const sorted = times
      .filter((time) => time.to === to)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(0);
    return `next ${to}: ${String(sorted.length)} times, median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
  };
  return `${describe('tag')}; ${describe('picture')}`;
}
