import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import type { Digest } from './digest.ts';
import type { DownloadContext } from './download-types.ts';
import type { Hub } from './hub.ts';
import { withRetries } from './retry.ts';
import { connectionError, requestWeb } from './web.ts';

/** What the hub answers to `/api/models/ID/revision/REVISION?blobs=true`, as far as it is needed. */
const answer = z.object({
  sha: z.string().regex(/^[0-9a-f]{4,64}$/, 'a commit is needed'),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().nonnegative().nullish(),
      blobId: z
        .string()
        .regex(/^[0-9a-f]{40}$/)
        .nullish(),
      lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().nonnegative() }).nullish(),
    }),
  ),
  cardData: z
    .object({ license: z.string().max(100).nullish().catch(null) })
    .nullish()
    .catch(null),
});

export interface ListedFile {
  readonly bytes: number | null;
  readonly digest: Digest | null;
}

export interface Repository {
  readonly commit: string;
  readonly licence: string | null;
  readonly files: ReadonlyMap<string, ListedFile>;
}

interface AskedRepository extends Hub {
  readonly repository: string;
  readonly revision: string;
}

/** Asks the hub what a repository's revision consists of. @throws TagmaskError where the hub refuses or is none */
export async function listRepository(asked: AskedRepository, context: DownloadContext): Promise<Repository> {
  const { endpoint, repository, revision, token } = asked;
  const url = new URL(`api/models/${repository}/revision/${encodeURIComponent(revision)}`, endpoint);
  url.search = '?blobs=true';
  const request = { url, what: 'the list of files', repository, token, signal: context.signal };
  const ask = async (): Promise<unknown> => {
    const response = await requestWeb({ ...request, headers: { accept: 'application/json' } });
    try {
      return parseJson(await response.text());
    } catch (error) {
      context.signal.throwIfAborted();
      throw connectionError(url, error);
    }
  };
  const onPause = (ms: number, why: string): void =>
    context.onMessage(`Waiting ${Math.ceil(ms / 1000)} s. ${why}`);
  const { signal, pause, onMessage } = context;
  const parsed = answer.safeParse(await withRetries(ask, { signal, gained: () => 0, onPause, pause }));
  onMessage(null);
  if (!parsed.success)
    throw new TagmaskError(
      'unavailable',
      'not-a-hub',
      `${url.host} does not answer as a Hugging Face hub does: set HF_ENDPOINT to one, or pull the address of a folder of files.`,
    );
  const files = parsed.data.siblings.map(({ rfilename, size, blobId, lfs }): [string, ListedFile] => [
    rfilename,
    { bytes: lfs?.size ?? size ?? null, digest: digestOf(lfs?.sha256, blobId) },
  ]);
  return { commit: parsed.data.sha, licence: parsed.data.cardData?.license ?? null, files: new Map(files) };
}

/** The blob of a file in large file storage is its pointer: its own hash is the SHA-256 alone. */
function digestOf(sha256: string | undefined, blobId: string | null | undefined): Digest | null {
  if (sha256 !== undefined) return { algorithm: 'sha256', hex: sha256 };
  return blobId == null ? null : { algorithm: 'git-sha1', hex: blobId };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
