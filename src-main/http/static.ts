import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { createMiddleware } from 'hono/factory';

import { TagmaskError } from '../../models/errors.ts';
import { resolveBelow } from '../services/roots.ts';

const typeOfEnding: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** The built window. Only endings that a build makes are served; source maps and strays are not. */
export const serveWindow = (folder: string) =>
  createMiddleware(async (c, next) => {
    if (c.req.method !== 'GET' || c.req.path.startsWith('/api/')) return next();
    if (!existsSync(join(folder, 'index.html'))) {
      throw new TagmaskError(
        'unavailable',
        'no-window',
        'The window has not been built: run "npm run build" and load this page again.',
      );
    }
    const path = c.req.path === '/' ? 'index.html' : decodePath(c.req.path);
    const contentType = typeOfEnding[extname(path)];
    if (contentType === undefined) return next();
    const data = await readFile(resolveBelow(realpathSync.native(folder), path));
    // The build names what lies in assets/ by its content; the rest keeps its name when it changes.
    const cache = path.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
    return c.body(Uint8Array.from(data), 200, { 'content-type': contentType, 'cache-control': cache });
  });

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    throw new TagmaskError('input', 'bad-address', `The address "${path}" is not valid.`);
  }
}
