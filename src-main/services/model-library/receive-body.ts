/** The bytes of one answer from the web into a file that is half there. */
import { open, type FileHandle } from 'node:fs/promises';

import { TagmaskError } from '../../../models/errors.ts';
import type { DownloadContext, RemoteFile } from './download-types.ts';
import { TransientError } from './retry.ts';
import { connectionError, stallMs } from './web.ts';

/** Everything but weights is read into memory later on: nothing honest is larger. */
const mostSmallBytes = 64 * 1024 * 1024;

export const wrongLength = (file: RemoteFile, bytes: number): TagmaskError =>
  new TagmaskError(
    'unavailable',
    'wrong-length',
    `${file.url.host} gives ${bytes} bytes for ${file.name} where there should be ${file.bytes ?? 'fewer'}: the file was replaced, or the server is wrong. Pull again later, or from elsewhere.`,
  );

export interface Reception {
  readonly file: RemoteFile;
  readonly response: Response;
  readonly part: string;
  readonly from: number;
  readonly total: number | null;
}

/**
 * Writes a body into `part`, from its place on, and sees it on the disk. What has come before the connection broke stays.
 * @throws TransientError where it broke off or stalled, TagmaskErrors `wrong-length`, `disk-full`
 */
export async function receiveBody(
  { file, response, part, from, total }: Reception,
  context: DownloadContext & { readonly onGain: (bytes: number) => void },
): Promise<void> {
  const most = total ?? (/\.(safetensors|bin)$/.test(file.name) ? Number.MAX_SAFE_INTEGER : mostSmallBytes);
  const handle = await open(part, from === 0 ? 'w' : 'r+');
  let position = from;
  try {
    for await (const chunk of chunksOf(file, response, context.signal)) {
      position += chunk.length;
      if (position > most) throw wrongLength(file, position);
      await write(handle, chunk, position - chunk.length);
      context.onGain(chunk.length);
      context.onBytes(position, total);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (total !== null && position < total)
    throw new TransientError(
      `${file.url.host} broke off after ${position} of ${total} bytes of ${file.name}. What is here is kept: pull again to go on.`,
    );
}

/** The body; a connection that breaks, or brings nothing for a minute, is a TransientError. */
async function* chunksOf(
  { url }: RemoteFile,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let stalled = false;
  let timer: NodeJS.Timeout | undefined;
  const giveUp = (): void => {
    stalled = true;
    void reader.cancel().catch(() => undefined);
  };
  try {
    for (;;) {
      timer = setTimeout(giveUp, stallMs);
      const { done, value } = await reader.read();
      clearTimeout(timer);
      signal.throwIfAborted();
      if (stalled)
        throw new TransientError(
          `${url.host} has sent nothing for a minute. What is here is kept: pull again.`,
        );
      if (done) return;
      yield value;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError) throw connectionError(url, error);
    throw error;
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => undefined);
  }
}

async function write(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  try {
    await handle.writev([chunk], position);
  } catch (cause) {
    const full =
      cause instanceof Error && 'code' in cause && ['ENOSPC', 'EDQUOT'].includes(String(cause.code));
    if (!full) throw cause;
    throw new TagmaskError(
      'unavailable',
      'disk-full',
      'The disk of the model library is full. What is here is kept: make room and pull again, or move the library with TAGMASK_DATA_DIR.',
      { cause },
    );
  }
}
