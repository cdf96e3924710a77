import { hc } from 'hono/client';

import { makeAccess } from '../http/access.ts';
import { createApp } from '../http/app.ts';
import type { Api } from '../http/app.ts';
import { fetchFrom } from '../http/client.ts';
import { windowFolder } from '../http/window-folder.ts';
import { TagmaskError } from '../../models/errors.ts';
import { ProjectInUseError } from '../services/project.ts';
import { Workspace } from '../services/workspace.ts';
import type { ApiError } from '../services/types.ts';

export interface EngineOptions {
  readonly model?: string | undefined;
  /** Who decides; the operating system's user where nobody is named. */
  readonly reviewer?: string | undefined;
}

/** The engine of one dataset, as a command uses it: the same API, in this process or in the one that owns the project. */
export interface Engine {
  readonly client: ReturnType<typeof hc<Api>>;
  /** Null where another process owns the project: some things only the owner's own process can be asked for. */
  readonly workspace: Workspace | null;
  readonly close: () => Promise<void>;
}

/** @throws TagmaskError what opening a project throws, and `project-in-use` where its owner does not answer */
export async function reachEngine(folder: string, { model, reviewer }: EngineOptions = {}): Promise<Engine> {
  const workspace = new Workspace({
    ...(model === undefined ? {} : { model }),
    ...(reviewer === undefined ? {} : { reviewer }),
  });
  try {
    await workspace.openOnly(folder);
  } catch (error) {
    if (error instanceof ProjectInUseError) return attach(error, reviewer);
    throw error;
  }
  const access = makeAccess();
  const app = createApp({ workspace, access, staticFolder: windowFolder() });
  const headers = { authorization: `Bearer ${access.token}`, host: 'localhost' };
  const client = hc<Api>('http://localhost', {
    fetch: async (input: string | URL | Request, init?: RequestInit) => app.request(new Request(input, init)),
    headers,
  });
  return { client, workspace, close: () => workspace.close() };
}

async function attach(error: ProjectInUseError, reviewer: string | undefined): Promise<Engine> {
  if (error.owner === null) throw error;
  const { address } = error.owner;
  const client = hc<Api>(address.startsWith('http://') ? address : 'http://localhost', {
    fetch: fetchFrom(error.owner),
    headers: reviewer === undefined ? {} : { 'x-tagmask-reviewer': encodeURIComponent(reviewer) },
  });
  try {
    await client.api.session.$get();
  } catch (cause) {
    throw new TagmaskError('conflict', 'project-in-use', `${error.message} It does not answer.`, { cause });
  }
  return { client, workspace: null, close: () => Promise.resolve() };
}

/** Runs `work` with the dataset's engine, and closes what was opened for it. */
export async function withEngine<T>(
  folder: string,
  options: EngineOptions,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await reachEngine(folder, options);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

interface Answer<T> {
  readonly ok: boolean;
  json(): Promise<T>;
}

/** The value of an answer. @throws TagmaskError with the engine's own sentence where it refused */
export async function valueOf<T>(answering: Promise<Answer<T>>): Promise<T> {
  const answer = await answering;
  if (answer.ok) return answer.json();
  const { error } = (await answer.json()) as unknown as ApiError;
  throw new TagmaskError('input', error.code, error.message);
}
