import type { Context } from 'hono';

import type { ActionResult } from '../services/types.ts';
import type { Workspace } from '../services/workspace.ts';

/** Names the window that a request comes from, so that the others are told of what it did. */
export const windowHeader = 'x-tagmask-window';

/** Every window on the project shows an action at once. */
export function tellOfAction(
  { events }: Pick<Workspace, 'events'>,
  context: Context,
  { changes, changed, edited = [] }: ActionResult,
): void {
  if (changed === 0 && edited.length === 0) return;
  // Of a large step the answer has only the first changes: it may have touched any picture.
  const ids =
    changes.length < changed ? null : [...new Set([...changes, ...edited].map(({ pictureId }) => pictureId))];
  const from = context.req.header(windowHeader);
  events.publish({ type: 'pictures', ids, ...(from === undefined ? {} : { from }) });
}
