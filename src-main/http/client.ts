import { hc } from 'hono/client';

import type { Api } from './app.ts';
import { forwardToPipe } from './forward.ts';

/** Where an engine has announced itself: an http address, or the path of a pipe. */
export interface EngineAddress {
  readonly address: string;
  readonly token: string;
}

/** `fetch` for one engine, wherever it listens: relative addresses, and the token goes along. */
export function fetchFrom({ address, token }: EngineAddress): typeof fetch {
  if (!address.startsWith('http://')) {
    return (input, init) => {
      const request = new Request(absolute(input, 'http://localhost'), init);
      return forwardToPipe(request, { pipe: address, token }, Object.fromEntries(request.headers));
    };
  }
  return (input, init) => {
    const request = new Request(absolute(input, address), init);
    request.headers.set('authorization', `Bearer ${token}`);
    return fetch(request);
  };
}

/** The typed client for a program that attaches to a running engine. */
export const attachTo = (engine: EngineAddress) => {
  const origin = engine.address.startsWith('http://') ? engine.address : 'http://localhost';
  return hc<Api>(origin, { fetch: fetchFrom(engine) });
};

const absolute = (input: string | URL | Request, origin: string): Request | URL =>
  input instanceof Request ? input : new URL(input, origin);
