import { randomBytes } from 'node:crypto';

import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';

import { TagmaskError } from '../../models/errors.ts';
import { isSameSecret, makeSecret } from './secret.ts';

/** Who may talk to one instance of the engine. */
export interface Access {
  readonly token: string;
  /** Cookies ignore ports: a name without the instance would let two servers on one host overwrite each other's. */
  readonly cookieName: string;
}

export const makeAccess = (): Access => ({
  token: makeSecret(),
  cookieName: `tagmask-${randomBytes(6).toString('hex')}`,
});

/**
 * DNS rebinding: a stranger's name that suddenly points at 127.0.0.1 would be same-origin with the stranger's page. The
 * browser still sends that name as Host, so only loopback names pass; any port, since people come through a tunnel.
 */
export const onlyLoopbackHost = createMiddleware(async (c, next) => {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(c.req.header('host') ?? '')) {
    throw new TagmaskError(
      'refused',
      'foreign-host',
      'Tagmask answers only to localhost: open it as http://127.0.0.1 with its port.',
    );
  }
  await next();
});

/**
 * Cross-site request forgery, beyond SameSite: to a browser every port of localhost is the same site, so another local
 * server's page would send our cookie along. Only our own page, or a person's own navigation, gets through.
 */
export const onlyOwnPages = createMiddleware(async (c, next) => {
  const origin = c.req.header('origin');
  if (origin !== undefined && origin !== `http://${c.req.header('host') ?? ''}`) throw foreignPage();
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation(c))
    throw foreignPage();
  await next();
});

/** Following a link to the front page changes nothing, and the page refuses to be framed. */
function isNavigation(c: Context): boolean {
  return (
    c.req.method === 'GET' &&
    c.req.path === '/' &&
    c.req.header('sec-fetch-mode') === 'navigate' &&
    c.req.header('sec-fetch-dest') === 'document'
  );
}

const foreignPage = (): TagmaskError =>
  new TagmaskError(
    'refused',
    'foreign-page',
    'The request came from another page: Tagmask answers only to its own.',
  );

/**
 * Lets in who has the token: programs as a bearer, browsers by the cookie that `/?token=…` is exchanged for. The
 * redirect takes the token out of the address, and with it out of the history and of screenshots.
 */
export const onlyWithToken = ({ token, cookieName }: Access) =>
  createMiddleware(async (c, next) => {
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const given = bearer ?? getCookie(c, cookieName);
    if (given !== undefined && isSameSecret(given, token)) return next();
    const offered = c.req.path === '/' && c.req.method === 'GET' ? c.req.query('token') : undefined;
    if (offered === undefined || !isSameSecret(offered, token)) return refuse(c);
    setCookie(c, cookieName, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return c.redirect('/', 302);
  });

const howToGetIn =
  'Tagmask needs its token: open the whole address, with ?token=…, that it printed where it was started.';

function refuse(c: Context): Response {
  if (c.req.path.startsWith('/api/'))
    return c.json({ error: { code: 'no-token', message: howToGetIn } }, 401);
  return c.html(`<!doctype html><html lang="en"><title>Tagmask</title><p>${howToGetIn}</p></html>`, 401);
}
