import { resolve } from 'node:path';

import { demoFolder, Workspace } from '../services/workspace.ts';
import type { WorkspaceOptions } from '../services/workspace.ts';
import { AccessMemory } from './access-memory.ts';
import { serve } from './serve.ts';
import type { Served } from './serve.ts';
import { windowFolder } from './window-folder.ts';

export interface ServeFolderOptions extends WorkspaceOptions {
  /** The dataset; without it, the demo. */
  readonly folder?: string | undefined;
  readonly projectFolder?: string;
  /** Folders that the page may choose from. */
  readonly roots?: readonly string[];
  readonly port?: number;
  readonly host?: string;
}

export interface ServedFolder extends Served {
  readonly workspace: Workspace;
}

/**
 * A whole engine with its door to the browser: opens the dataset, imports it, queues its first run. `close` stops the
 * server, then the queue, then closes the database.
 * @throws what `serve` and `Workspace.open` throw; nothing is left open then
 */
export async function serveFolder(options: ServeFolderOptions): Promise<ServedFolder> {
  const { folder, projectFolder, roots = [], port, host, ...workspaceOptions } = options;
  const workspace = new Workspace(workspaceOptions);
  const place = { ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) };
  const memory = new AccessMemory(resolve(folder ?? demoFolder()));
  const kept = memory.recall();
  const served = await serve({ workspace, staticFolder: windowFolder(), kept, ...place });
  const close = async (): Promise<void> => {
    memory.forget();
    await served.close();
    await workspace.close();
  };
  try {
    await workspace.openOrDemo(folder, projectFolder === undefined ? {} : { projectFolder });
    for (const root of roots) workspace.roots.add(root);
    memory.keep(served.access);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...served, workspace, close };
}
