/** What a download is about. This file has types only. */
import type { Digest } from './digest.ts';
import type { PullState } from './pull-state.ts';

export interface RemoteFile {
  readonly name: string;
  readonly url: URL;
  readonly repository: string | null;
  readonly token: string | null;
  /** What the hub's list says; null where nobody has said it. */
  readonly bytes: number | null;
  readonly digest: Digest | null;
}

export interface DownloadContext {
  readonly folder: string;
  readonly state: PullState;
  readonly signal: AbortSignal;
  /** Bytes of this file that are here, and how many there will be. */
  readonly onBytes: (done: number, total: number | null) => void;
  /** Bytes that an earlier attempt has brought. */
  readonly onKept: (bytes: number) => void;
  readonly onMessage: (message: string | null) => void;
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}
