import type { Locator } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';

import '../../src-renderer/styles/tokens.css';
import '../../src-renderer/styles/base.css';

import { createClient } from '../../src-renderer/api/client.ts';
import type { EngineApi } from '../../src-renderer/api/client.ts';
import { createApp } from '../../src-renderer/app-context.ts';
import type { BrowserMemory } from '../../src-renderer/state/browser-memory.ts';
import Window from '../../src-renderer/Window.svelte';
import type { DrawnEngine } from './drawn-engine.ts';

/** The window's client over an engine in memory. Pictures are drawn here: an <img> does not ask the client's fetch. */
export function clientOf(engine: DrawnEngine, thumbnails: string[] = []): EngineApi {
  const client = createClient({ base: 'http://engine.test/', fetch: engine.fetch });
  return {
    ...client,
    imageUrl: (id, side) => {
      thumbnails.push(`${id}@${side}`);
      return drawing(id);
    },
  };
}

interface ShowOptions {
  /** Is told which thumbnails are asked for. */
  readonly thumbnails?: string[];
  /** What the browser remembers. */
  readonly store?: BrowserMemory;
}

/** Shows the whole window, at the place that the address names. */
export async function showWindow(
  engine: DrawnEngine,
  hash = '',
  { thumbnails = [], store = new EmptyStore() }: ShowOptions = {},
) {
  history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
  return render(Window, { props: { app: createApp(clientOf(engine, thumbnails), store) } });
}

/** The test files run side by side in one browser and would share its local storage. */
export class EmptyStore implements BrowserMemory {
  readonly #items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

/** A file that also a worker can decode, which no SVG is. */
function drawing(id: number): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [80, 60];
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws nothing.');
  context.fillStyle = `hsl(${id * 47} 40% 50%)`;
  context.fillRect(0, 0, 80, 60);
  return canvas.toDataURL();
}

/** Which pixels of a canvas are drawn on, row by row. */
export function alphaOf(canvas: Element): Uint8Array {
  if (!(canvas instanceof HTMLCanvasElement)) throw new TypeError('The element is not a canvas.');
  const data =
    canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
  return Uint8Array.from({ length: canvas.width * canvas.height }, (_, pixel) =>
    data[pixel * 4 + 3] === 0 ? 0 : 1,
  );
}

/** A boolean on purpose: an element in a failed expectation is printed with all that hangs on it, which takes for ever. */
export function isShown(selector: string): boolean {
  return document.querySelector(selector) !== null;
}

/** The words of an element, or none while it is not there. */
export function textOf(locator: Locator): string {
  return (locator.query()?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}
