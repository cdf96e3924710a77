import { chmodSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname } from 'node:path';

import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

import { TagmaskError } from '../../models/errors.ts';
import type { AppEnv } from './context.ts';

export interface Listening {
  /** Ends every connection, event streams too. */
  readonly close: () => Promise<void>;
}

type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/** The part of an app that a server needs. */
export type Door = Pick<Hono<AppEnv>, 'fetch'>;

/**
 * Listens on a pipe: `\\.\pipe\…` on Windows, elsewhere a socket in a folder that only its owner may enter, since a
 * socket's own permissions do not count on every system.
 * @throws TagmaskError `pipe-folder-open`, `pipe-unusable`
 */
export async function listenOnPipe(app: Door, path: string): Promise<Listening> {
  if (process.platform !== 'win32' && (statSync(dirname(path)).mode & 0o077) !== 0) {
    throw new TagmaskError(
      'refused',
      'pipe-folder-open',
      `Other people may enter ${dirname(path)}: make a folder with mode 0700 for the pipe.`,
    );
  }
  const server = makeServer(app);
  await listen(server, { path }).catch((error: unknown) => {
    throw new TagmaskError(
      'unavailable',
      'pipe-unusable',
      `The pipe ${path} cannot be opened (${codeOf(error)}): choose another path.`,
      { cause: error },
    );
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return { close: () => close(server) };
}

/** Listens on a port of this machine; the port that it got is in the answer. */
export async function listenOnPort(
  app: Door,
  place: { readonly host: string; readonly port: number },
): Promise<Listening & { readonly port: number }> {
  const server = makeServer(app);
  await listen(server, place);
  const address = server.address();
  const port = address === null || typeof address === 'string' ? place.port : address.port;
  return { port, close: () => close(server) };
}

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const makeServer = (app: Door): Server => createAdaptorServer({ fetch: app.fetch }) as Server;

function listen(server: Server, place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(place, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    // An event stream never ends by itself, and close() would wait for it.
    server.closeAllConnections();
  });
}
