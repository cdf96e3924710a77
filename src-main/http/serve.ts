import { TagmaskError } from '../../models/errors.ts';
import type { Workspace } from '../services/workspace.ts';
import { makeAccess } from './access.ts';
import type { Access } from './access.ts';
import type { KeptAccess } from './access-memory.ts';
import { createApp } from './app.ts';
import { codeOf, listenOnPort } from './listen.ts';
import type { Door, Listening } from './listen.ts';

/** Tried in this order where no port is asked for, so that the address stays the same from day to day. */
const firstPort = 4480;
const portsTried = 20;

export interface ServeOptions {
  readonly workspace: Workspace;
  /** The built window. */
  readonly staticFolder: string;
  readonly port?: number;
  readonly host?: string;
  /** Whom a crashed engine let in: at the same address they are let in again. */
  readonly kept?: KeptAccess | null;
}

export interface Served extends Listening {
  /** To open in a browser: with the token. */
  readonly address: string;
  /** For whoever may keep it. */
  readonly access: KeptAccess;
}

/**
 * Serves the workspace to a browser on this machine and announces it in the project.
 * @throws TagmaskError `host-not-loopback`, `port-taken`, `port-unusable`
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { workspace, staticFolder, host = '127.0.0.1' } = options;
  if (!['127.0.0.1', 'localhost', '::1'].includes(host)) throw hostRefused(host);
  const appFor = (access: Access): Door => createApp({ workspace, access, staticFolder });
  const { access, port, close } =
    (await listenAgain(appFor, options)) ?? (await listenAnew(appFor, { host, port: options.port }));
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { token, cookieName } = access;
  workspace.announce({ address: origin, token });
  return { address: `${origin}/?token=${token}`, close, access: { host, port, token, cookieName } };
}

type AppFor = (access: Access) => Door;
type Opened = Listening & { readonly port: number; readonly access: Access };

/** Where the crashed engine listened, for those who were let in there; null where that is not what is asked for. */
async function listenAgain(appFor: AppFor, options: ServeOptions): Promise<Opened | null> {
  const { kept = null, host = '127.0.0.1', port } = options;
  if (kept?.host !== host || (port !== undefined && port !== kept.port)) return null;
  try {
    return { ...(await listenOnPort(appFor(kept), { host, port: kept.port })), access: kept };
  } catch {
    // Whatever has the port now may have heard the page's cookie: nothing of the former engine is used again.
    return null;
  }
}

async function listenAnew(
  appFor: AppFor,
  { host, port }: { readonly host: string; readonly port: number | undefined },
): Promise<Opened> {
  const access = makeAccess();
  const app = appFor(access);
  const listening = await (port === undefined ? listenSomewhere(app, host) : listenAt(app, { host, port }));
  return { ...listening, access };
}

async function listenSomewhere(app: Door, host: string): ReturnType<typeof listenOnPort> {
  for (let port = firstPort; port < firstPort + portsTried; port += 1) {
    try {
      return await listenOnPort(app, { host, port });
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw portUnusable(port, error);
    }
  }
  return listenOnPort(app, { host, port: 0 });
}

async function listenAt(
  app: Door,
  place: { readonly host: string; readonly port: number },
): ReturnType<typeof listenOnPort> {
  try {
    return await listenOnPort(app, place);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw portUnusable(place.port, error);
    throw new TagmaskError(
      'conflict',
      'port-taken',
      `Port ${place.port} is taken by another program: name another one, or none and Tagmask finds one.`,
      { cause: error },
    );
  }
}

function portUnusable(port: number, error: unknown): TagmaskError {
  return new TagmaskError(
    'unavailable',
    'port-unusable',
    `Port ${port} cannot be used (${codeOf(error)}): name one from 1024 to 65535.`,
    { cause: error },
  );
}

function hostRefused(host: string): TagmaskError {
  const instead = 'serve on this machine and reach it with "ssh -L 4480:127.0.0.1:4480"';
  return new TagmaskError(
    'refused',
    'host-not-loopback',
    `Tagmask does not listen on "${host}", since it has neither users nor encryption yet: ${instead}.`,
  );
}
