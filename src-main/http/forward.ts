import { request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface PipeTarget {
  readonly pipe: string;
  readonly token: string;
}

/** They belong to one connection, not to the message (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'proxy-connection',
]);

/**
 * Sends a request to an engine behind a pipe and gives its answer: both bodies stream, and an abort (of the request's
 * signal or of the answer's body) ends the connection, which the engine sees. Only `headers` go along. Rejects with
 * Node's own error where nobody listens.
 */
export async function forwardToPipe(
  request: Request,
  target: PipeTarget,
  headers: OutgoingHttpHeaders = {},
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const outgoing = httpRequest({
    socketPath: target.pipe,
    method: request.method,
    path: pathname + search,
    // A connection of its own each: a kept one may be that of an engine that has died since.
    agent: false,
    signal: request.signal,
    headers: { ...headers, host: 'localhost', authorization: `Bearer ${target.token}` },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
  });
  if (request.body === null) outgoing.end();
  // A failure of the upload is the request's failure: 'error' tells `answered`.
  else
    pipeline(Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]), outgoing).catch(
      (error: unknown) => outgoing.destroy(asError(error)),
    );
  return responseOf(await answered, request.method);
}

function responseOf(incoming: IncomingMessage, method: string): Response {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (!hopByHop.has(name)) for (const value of values ?? []) headers.append(name, value);
  }
  const status = incoming.statusCode ?? 502;
  const empty = method === 'HEAD' || status === 204 || status === 304;
  if (empty) incoming.resume();
  return new Response(empty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>), {
    status,
    headers,
  });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
