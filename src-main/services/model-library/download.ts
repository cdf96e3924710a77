/** One file from the web into a folder: resumed where it broke off, checked when it is whole. */
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { checkDigest, hashFile } from './digest.ts';
import type { DownloadContext, RemoteFile } from './download-types.ts';
import type { KeptFile } from './pull-state.ts';
import { receiveBody, wrongLength } from './receive-body.ts';
import { TransientError, withRetries } from './retry.ts';
import { requestWeb } from './web.ts';

/**
 * @throws NoSuchFileError, TransientError when it has been tried often enough, and TagmaskErrors `wrong-length`,
 *   `wrong-bytes`, `not-a-file`, `disk-full` and those of a refusal
 */
export async function downloadFile(file: RemoteFile, context: DownloadContext): Promise<KeptFile> {
  const { state, signal, onMessage, pause } = context;
  const kept = state.finished(file.name);
  if (kept !== undefined && file.digest !== null && kept.key === file.digest.hex) return keep(context, kept);
  context.onKept(await bytesToGoOnFrom(file, context));
  let gained = 0;
  const attempt = async (): Promise<KeptFile> => {
    const unchanged = await transfer(file, context, (bytes) => (gained += bytes));
    return unchanged === null ? finish(file, context) : keep(context, unchanged);
  };
  const onPause = (ms: number, why: string): void => onMessage(`Waiting ${Math.ceil(ms / 1000)} s. ${why}`);
  const done = await withRetries(attempt, { signal, gained: () => gained, onPause, pause });
  onMessage(null);
  return done;
}

function keep({ onBytes, onKept }: DownloadContext, kept: KeptFile): KeptFile {
  onKept(kept.bytes);
  onBytes(kept.bytes, kept.bytes);
  return kept;
}

const partOf = (folder: string, name: string): string => join(folder, `${name}.part`);

/** Brings the rest of the file, or answers the finished one where the server says that it is still the same. */
async function transfer(
  file: RemoteFile,
  context: DownloadContext,
  onGain: (bytes: number) => void,
): Promise<KeptFile | null> {
  const { folder, state, signal } = context;
  const part = partOf(folder, file.name);
  const kept = state.finished(file.name);
  const here = await bytesToGoOnFrom(file, context);
  const etag = state.begun(file.name)?.etag ?? null;
  const response = await requestWeb({
    ...{ url: file.url, what: file.name, repository: file.repository, token: file.token, signal },
    headers: {
      ...(kept?.etag == null ? {} : { 'if-none-match': kept.etag }),
      ...(here === 0 ? {} : { range: `bytes=${here}-` }),
      // A file that has changed comes whole, so that two versions are never put together.
      ...(here === 0 || etag === null ? {} : { 'if-range': etag }),
    },
  });
  if (response.status === 304 && kept !== undefined) return kept;
  const from = startOf(response, here);
  if (from === null) {
    await response.body?.cancel();
    await rm(part, { force: true });
    throw new TransientError(
      `${file.url.host} does not go on with ${file.name} where it broke off: it starts again.`,
    );
  }
  const total = totalOf(file, response, from);
  if (from === 0) state.begin(file.name, { etag: strongEtagOf(response), key: file.digest?.hex ?? null });
  await receiveBody({ file, response, part, from, total }, { ...context, onGain });
  return null;
}

/** Where the body belongs; null where the server has answered with another part than was asked for. */
function startOf(response: Response, here: number): number | null {
  if (response.status === 200) return 0;
  const range = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  return response.status === 206 && Number(range?.[1]) === here ? here : null;
}

/** Where nothing names the version that a part belongs to, it starts again. */
async function bytesToGoOnFrom(
  { name, digest }: RemoteFile,
  { state, folder }: DownloadContext,
): Promise<number> {
  const begun = state.begun(name);
  if (begun === undefined || begun.key !== (digest?.hex ?? null)) return 0;
  if (begun.etag === null && begun.key === null) return 0;
  return (await stat(partOf(folder, name)).catch(() => undefined))?.size ?? 0;
}

/** A weak ETag does not promise the same bytes. */
function strongEtagOf({ headers }: Response): string | null {
  const etag = headers.get('etag');
  return etag !== null && !etag.startsWith('W/') ? etag : null;
}

function totalOf(file: RemoteFile, response: Response, from: number): number | null {
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/html\b|^application\/xhtml/i.test(type))
    throw new TagmaskError(
      'unavailable',
      'not-a-file',
      `${file.url.host} answered with a web page instead of ${file.name}: look at ${file.url.href} in a browser; a log-in or a proxy may stand in between.`,
    );
  const encoded = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  const length = response.headers.get('content-length');
  const total = length === null || encoded ? file.bytes : from + Number(length);
  if (file.bytes !== null && total !== null && total !== file.bytes) throw wrongLength(file, total);
  return total;
}

/** Hashes what is on the disk, not what went by: it also finds what an earlier attempt has left there wrongly. */
async function finish(file: RemoteFile, context: DownloadContext): Promise<KeptFile> {
  const { folder, state, signal } = context;
  const part = partOf(folder, file.name);
  const hashes = await hashFile(part, { signal });
  const wrong = checkDigest(file.digest, hashes);
  if (wrong !== null) {
    await rm(part, { force: true });
    throw new TagmaskError(
      'unavailable',
      'wrong-bytes',
      `${file.name} from ${file.url.host} has the hash ${wrong} instead of ${file.digest?.hex ?? ''}: it was damaged on its way or replaced. What came was deleted: pull again, or from elsewhere.`,
    );
  }
  await rename(part, join(folder, file.name));
  return state.finish(file.name, hashes);
}
