import { forwardToPipe } from '../http/forward.ts';
import type { EngineConnection } from './engine-supervisor.ts';

export interface OfferedRoot {
  readonly id: string;
  readonly name: string;
}

/** Offers the engine a folder that the person has chosen in the system's dialog, and gives the root that the page may open. */
export async function offerFolder(engine: EngineConnection, path: string): Promise<OfferedRoot> {
  const request = new Request('http://localhost/api/admin/roots', {
    method: 'POST',
    body: JSON.stringify({ path }),
  });
  const headers = { 'content-type': 'application/json', 'x-tagmask-shell': engine.shellSecret };
  const response = await forwardToPipe(request, engine, headers);
  if (!response.ok) throw new Error(`The engine did not take the folder ${path}: ${await response.text()}`);
  return (await response.json()) as OfferedRoot;
}
