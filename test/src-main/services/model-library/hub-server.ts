import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { makeUntrainedClip } from '../../../../models/untrained/index.ts';
import { temporaryFolder } from '../../../temp.ts';

/** Answers a request in its own way; false leaves it to the hub. */
export type Rule = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface HubServer {
  readonly origin: string;
  /** What is served, by name: a test may change it. */
  readonly files: Map<string, Buffer>;
  /** `GET /path range`, in order. */
  readonly log: string[];
  readonly headers: IncomingMessage['headers'][];
  readonly rules: Rule[];
  /** The commit that the list names; a push changes it. */
  commit: string;
  readonly close: () => Promise<void>;
}

export const repository = 'someone/tiny-clip';

/** A small CLIP in Hugging Face's layout, without a calibration, as a repository has it. */
export async function makeTinyClip(): Promise<string> {
  const folder = join(temporaryFolder(), 'tiny-clip');
  await makeUntrainedClip(folder, 5);
  rmSync(join(folder, 'tagmask.json'));
  return folder;
}

/**
 * A hub on this machine that keeps to the real one's ways as they are documented: a list with hashes, files by commit,
 * large files by a redirect to a store of their own, ranges, ETags, `x-error-code`.
 */
export async function startHub(folder: string): Promise<HubServer> {
  const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  const server = createServer((request, response) => {
    hub.log.push(
      [request.method, request.url, request.headers.range].filter((part) => part !== undefined).join(' '),
    );
    hub.headers.push(request.headers);
    if (!hub.rules.some((rule) => rule(request, response))) answer(hub, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const hub: HubServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ files, log: [], headers: [], rules: [], commit: 'c0ffee', close },
  };
  onTestFinished(close);
  return hub;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** Strong: other bytes have another one. */
export const etagOf = (bytes: Buffer): string => `"${sha256(bytes).slice(0, 32)}"`;
const isLarge = (name: string): boolean => /\.(safetensors|bin)$/.test(name);

function answer(hub: HubServer, request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '', hub.origin).pathname;
  if (path === `/api/models/${repository}/revision/main`) return answerList(hub, response);
  // Some lie in folders of the repository.
  const name = path.split(`/resolve/${hub.commit}/`)[1] ?? path.split('/').at(-1) ?? '';
  const bytes = hub.files.get(name);
  const isFile = path.startsWith(`/${repository}/resolve/${hub.commit}/`) || /^\/(store|plain)\//.test(path);
  if (bytes === undefined || !isFile) {
    const code = path.startsWith('/api/models/') ? 'RepoNotFound' : 'EntryNotFound';
    // The real one answers 401 where there is no such repository and nobody has logged in.
    const status = path.startsWith('/api/models/') && request.headers.authorization === undefined ? 401 : 404;
    response.writeHead(status, { 'x-error-code': code }).end();
    return;
  }
  if (isLarge(name) && path.startsWith(`/${repository}/`)) {
    response.writeHead(302, { location: `/store/${name}`, 'x-linked-etag': `"${sha256(bytes)}"` }).end();
    return;
  }
  answerFile(bytes, request, response);
}

function answerList({ files, commit }: HubServer, response: ServerResponse): void {
  const siblings = [...files].map(([rfilename, bytes]) => ({
    rfilename,
    size: bytes.length,
    blobId: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
    ...(isLarge(rfilename) ? { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } } : {}),
  }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ sha: commit, siblings, cardData: { license: 'mit' } }));
}

/** A file with everything that a good server does for it. */
export function answerFile(bytes: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const etag = etagOf(bytes);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const condition = request.headers['if-range'];
  const same = condition === undefined || condition === etag;
  if (from >= bytes.length && same) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const partial = request.headers.range !== undefined && same;
  const body = partial ? bytes.subarray(from) : bytes;
  response.writeHead(partial ? 206 : 200, {
    ...{ 'content-type': 'application/octet-stream', 'content-length': body.length, etag },
    ...(partial ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  response.end(body);
}

/** Applies to the weights, `times` times. */
export function onWeights(
  hub: HubServer,
  times: number,
  answerBadly: (bytes: Buffer, request: IncomingMessage, response: ServerResponse) => void,
): void {
  let left = times;
  hub.rules.push((request, response) => {
    const bytes = hub.files.get('model.safetensors');
    if (
      left === 0 ||
      bytes === undefined ||
      !/^\/(store|plain)\/(.*\/)?model\.safetensors/.test(request.url ?? '')
    )
      return false;
    left -= 1;
    answerBadly(bytes, request, response);
    return true;
  });
}

/** Announces the whole file and breaks off after a part of what was asked for. */
export function breakOff(bytes: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const etag = etagOf(bytes);
  response.writeHead(from === 0 ? 200 : 206, {
    ...{ 'content-length': bytes.length - from, etag },
    ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  });
  // Ended, not destroyed: what was written still arrives.
  response.write(bytes.subarray(from, from + Math.ceil(bytes.length / 4)), () => request.socket.end());
}
