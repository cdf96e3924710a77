import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { chromium, type Browser, type Locator, type Page } from 'playwright';

import { build, isBuildStale } from '../../scripts/start/build.ts';
import { addressOf, startCli } from '../run-cli.ts';

/** A folder for one test's dataset, models and caches. */
export async function makeHome(): Promise<{ home: string; remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'tagmask-e2e-'));
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
}

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['TAGMASK_BROWSER'];
  return chromium.launch({
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
    ],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
}

export interface Served {
  readonly address: string;
  readonly process: ChildProcess;
  /** Resolves with the exit code. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** `tagmask serve FOLDER` as a person starts it, with the window as it is in the sources. */
export async function serve(args: readonly string[], home: string): Promise<Served> {
  if (isBuildStale(root)) await build(root);
  const child = startCli(['serve', ...args], home);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return closed;
  };
  return { address: await addressOf(child), process: child, end };
}

/** What the canvas of the focused tag's mask shows, pixel by pixel in rows: 1 where it is painted. */
export async function readMaskLayer(
  page: Page,
): Promise<{ width: number; height: number; bits: Uint8Array }> {
  const layer: Locator = page.getByTestId('mask-layer');
  const { width, height, ones } = await layer.evaluate((canvas: CanvasLike) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const painted: number[] = [];
    for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 0) painted.push((i - 3) / 4);
    return { width: canvas.width, height: canvas.height, ones: painted };
  });
  const bits = new Uint8Array(width * height);
  for (const index of ones) bits[index] = 1;
  return { width, height, bits };
}

/** The part of the DOM's canvas that is used here; these files are compiled for Node. */
interface CanvasLike {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}
