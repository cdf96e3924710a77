import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';

import sharp from 'sharp';
import { onTestFinished } from 'vitest';

import { serve } from '../../../src-main/http/serve.ts';
import { Workspace } from '../../../src-main/services/workspace.ts';
import '../../own-home.ts';
import { temporaryFolder } from '../../temp.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** By Node's own client, which lets a test send any Host, Origin and path as they stand. */
export function ask(
  origin: string,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

export interface TestServer {
  readonly workspace: Workspace;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly token: string;
  /** The folder of the built window. */
  readonly window: string;
  /** Asks with the token as a program's bearer. */
  readonly get: (path: string, asked?: Asked) => Promise<Answer>;
  readonly post: (path: string, body: unknown, headers?: OutgoingHttpHeaders) => Promise<Answer>;
}

/** A real server over a workspace without a dataset, with a small window. */
export async function startServer(): Promise<TestServer> {
  const workspace = new Workspace({ reviewer: 'Ada' });
  const window = makeWindow();
  const served = await serve({ workspace, staticFolder: window });
  onTestFinished(async () => {
    await served.close();
    await workspace.close();
  });
  const { origin, searchParams } = new URL(served.address);
  const token = searchParams.get('token') ?? '';
  const bearer = { authorization: `Bearer ${token}` };
  return {
    ...{ workspace, origin, token, window },
    get: (path, asked = {}) => ask(origin, path, { ...asked, headers: { ...bearer, ...asked.headers } }),
    post: (path, body, headers = {}) =>
      ask(origin, path, {
        method: 'POST',
        headers: { ...bearer, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}

export function makeWindow(): string {
  const window = join(temporaryFolder(), 'window');
  mkdirSync(join(window, 'assets'), { recursive: true });
  writeFileSync(join(window, 'index.html'), '<!doctype html><title>Tagmask</title>');
  writeFileSync(join(window, 'assets/index-1a2b.js'), 'export {};');
  writeFileSync(join(window, 'assets/index-1a2b.js.map'), '{}');
  return window;
}

/** Two drawn pictures, one with two captions. */
export async function makeDataset(): Promise<string> {
  const folder = temporaryFolder();
  const picture = (background: string) =>
    sharp({ create: { width: 96, height: 64, channels: 3, background } });
  await picture('crimson').jpeg().toFile(join(folder, 'a dog.jpg'));
  await picture('navy').png().toFile(join(folder, '写真.png'));
  writeFileSync(join(folder, 'a dog.txt'), 'a dog jumps\na brown dog\n');
  return folder;
}

export const codeOf = ({ text }: Answer): string =>
  (JSON.parse(text) as { error: { code: string } }).error.code;
export const messageOf = ({ text }: Answer): string =>
  (JSON.parse(text) as { error: { message: string } }).error.message;
