/** Where a model's files come from, as something that files can be fetched from by name. */
import { basename } from 'node:path';

import { NoSuchFileError } from './web-refusal.ts';
import { copyFromFolder } from './folder-copy.ts';
import { downloadFile } from './download.ts';
import type { DownloadContext, RemoteFile } from './download-types.ts';
import { readHub } from './hub.ts';
import { listRepository } from './hub-list.ts';
import type { KeptFile } from './pull-state.ts';
import type { ModelSource } from './source.ts';

export interface Origin {
  /** The exact version and its licence, where they are told. */
  readonly commit: string | null;
  readonly licence: string | null;
  /** All files; null where nobody lists them. */
  readonly names: readonly string[] | null;
  /** Bytes of a file; null where only the file itself will tell, undefined where it is known not to be there. */
  readonly sizeOf: (name: string) => number | null | undefined;
  /** @throws NoSuchFileError */
  readonly fetch: (name: string, context: DownloadContext) => Promise<KeptFile>;
}

export function openOrigin(source: ModelSource, context: DownloadContext): Promise<Origin> {
  switch (source.kind) {
    case 'hub':
      return openRepository(source, context);
    case 'url':
      return Promise.resolve(openAddress(new URL(source.url)));
    case 'folder':
      return Promise.resolve(openFolder(source.folder));
  }
}

async function openRepository(
  { endpoint, repository, revision }: Extract<ModelSource, { kind: 'hub' }>,
  context: DownloadContext,
): Promise<Origin> {
  const base = new URL(endpoint);
  const { token } = readHub();
  const { commit, licence, files } = await listRepository(
    { endpoint: base, token, repository, revision },
    context,
  );
  return {
    commit,
    licence,
    names: [...files.keys()],
    sizeOf: (name) => (files.has(name) ? (files.get(name)?.bytes ?? null) : undefined),
    fetch: (name, fileContext) => {
      // Of one commit, so that a push in the middle does not mix two versions.
      const url = new URL(`${repository}/resolve/${encodeURIComponent(commit)}/${name}`, base);
      const listed = files.get(name);
      if (listed === undefined) throw new NoSuchFileError({ url, what: name, repository, token });
      return downloadFile({ name: basename(name), url, repository, token, ...listed }, fileContext);
    },
  };
}

/** A plain folder of the web. No token goes there: it is another host than the hub's. */
function openAddress(base: URL): Origin {
  const fileAt = (name: string): RemoteFile => {
    const url = new URL(base);
    url.pathname += name;
    return { name, url, repository: null, token: null, bytes: null, digest: null };
  };
  return {
    commit: null,
    licence: null,
    names: null,
    sizeOf: () => null,
    fetch: (name, context) => downloadFile(fileAt(name), context),
  };
}

function openFolder(folder: string): Origin {
  const copy = copyFromFolder(folder);
  return { commit: null, licence: null, names: copy.names, sizeOf: copy.sizeOf, fetch: copy.fetch };
}
