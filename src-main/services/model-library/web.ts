/** One GET over the web, with the rules for redirects, tokens and refusals that every file of a model goes through. */
import { TagmaskError } from '../../../models/errors.ts';
import { followRedirect } from './network.ts';
import { TransientError } from './retry.ts';
import { refusalOf, type Asked } from './web-refusal.ts';

const mostRedirects = 8;
/** A connection that brings nothing for so long is taken for dead. */
export const stallMs = 60_000;

export interface WebRequest extends Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** For the origin of `url` alone. */
  readonly token: string | null;
  readonly signal: AbortSignal;
}

/** @throws TransientError where it may go better in a moment, TagmaskError where a person has to do something */
export async function requestWeb(request: WebRequest): Promise<Response> {
  let { url } = request;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const response = await send(request, url);
    if (![301, 302, 303, 307, 308].includes(response.status)) return accept(request, response);
    await response.body?.cancel();
    url = followRedirect(url, response.headers.get('location'));
  }
  throw new TagmaskError(
    'unavailable',
    'too-many-redirects',
    `${request.url.host} redirected ${mostRedirects} times for ${request.what} and never gave it: check the address.`,
  );
}

async function send({ url: first, headers, token, signal }: WebRequest, url: URL): Promise<Response> {
  // A token is for the host that it was made for: whoever it redirects to learns nothing of it.
  const authorization =
    token !== null && url.origin === first.origin ? { authorization: `Bearer ${token}` } : {};
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), stallMs);
  try {
    return await fetch(url, {
      redirect: 'manual',
      // Lengths, ranges and hashes are those of the file itself.
      headers: { 'accept-encoding': 'identity', ...headers, ...authorization },
      signal: AbortSignal.any([signal, silence.signal]),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(url, error);
  } finally {
    // It is for the answer's first line: a body may take hours.
    clearTimeout(timer);
  }
}

async function accept(request: WebRequest, response: Response): Promise<Response> {
  if (response.ok || [304, 416].includes(response.status)) return response;
  await response.body?.cancel();
  throw refusalOf(request, response);
}

/** What broke a connection, before or in the middle of a body. */
export function connectionError(url: URL, error: unknown): TagmaskError {
  const reason = reasonOf(error);
  if (/CERT|SELF_SIGNED|SSL|TLS|ALTNAME/.test(reason))
    return new TagmaskError(
      'refused',
      'bad-certificate',
      `The certificate of ${url.host} is not trusted (${reason}): where a proxy of yours stands in between, name its authority in NODE_EXTRA_CA_CERTS.`,
      { cause: error },
    );
  return new TransientError(
    `${url.host} cannot be reached, or the connection broke off (${reason}). What is here is kept: try again later, or set HF_ENDPOINT to a mirror; behind a proxy, set NODE_USE_ENV_PROXY=1.`,
    { cause: error },
  );
}

/** undici hides the system's code in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
