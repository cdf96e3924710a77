import type { BulkRequest } from './bulk-review.ts';
import { countBulk, decideBulk, drawMasks } from './bulk-review.ts';
import type { DrawnMasks } from './decision-content.ts';
import type { Project } from './project.ts';
import { decide, drawVerdicts } from './review.ts';
import type { DecideRequest } from './review.ts';
import type { ActionResult, UndoneSteps } from './types.ts';
import { countToTurn, redo, undo, undoThrough } from './undo.ts';
import type { TurnRequest } from './undo.ts';

/** A step of the log that a person asks for. It goes from thread to thread as it is. */
export type StepOrder =
  | { readonly kind: 'decide'; readonly request: DecideRequest }
  | { readonly kind: 'bulk'; readonly request: BulkRequest }
  | (TurnRequest & { readonly kind: 'undo' | 'redo' })
  | UndoThroughOrder;

export interface UndoThroughOrder {
  readonly kind: 'undo-through';
  readonly reviewer: string;
  readonly through: number;
}

type HasDb = Pick<Project, 'db'>;

/** Who asks for the step. */
export const reviewerOf = (order: StepOrder): string =>
  'request' in order ? order.request.reviewer : order.reviewer;

/** How many tags the step goes over, counted up to `most`. */
export function countTags(project: HasDb, order: StepOrder, most: number): number {
  switch (order.kind) {
    case 'decide':
      return order.request.decisions.length;
    case 'bulk':
      return countBulk(project, order.request, most);
    case 'undo':
    case 'redo':
      return countToTurn(project, order, most);
    case 'undo-through':
      return countToTurn(project, { ...order, kind: 'undo' }, most);
  }
}

/** What can be done for the step before the write lock is taken. @throws as `drawVerdicts` */
export function prepareStep(project: HasDb, order: StepOrder): DrawnMasks {
  if (order.kind === 'bulk') return drawMasks(project, order.request);
  return order.kind === 'decide' ? drawVerdicts(project, order.request) : new Map();
}

/** The step itself, in one transaction. @throws as `decide`, `decideBulk`, `undo`, `redo` and `undoThrough` */
export function recordStep(project: HasDb, order: StepOrder, drawn?: DrawnMasks): ActionResult | UndoneSteps {
  switch (order.kind) {
    case 'decide':
      return decide(project, order.request, drawn);
    case 'bulk':
      return decideBulk(project, order.request, drawn);
    case 'undo':
      return undo(project, order);
    case 'redo':
      return redo(project, order);
    case 'undo-through':
      return undoThrough(project, order);
  }
}
