import type { WriteDb } from '../../db/connection.ts';
import { appendDecision } from '../../db/queries/decisions.ts';
import type { DecisionContent } from '../../db/queries/decisions.ts';
import { viewDecision } from './review-views.ts';
import type { ActionResult, EditedPicture, TagChange } from './types.ts';

/** Of a step over a whole dataset the caller is told only so many changes, and how many there were. */
export const maxChangesShown = 1000;

/** Appends an action's rows to the log and collects what the caller is told about them. */
export class ActionRecorder {
  readonly #db: WriteDb;
  readonly actionId: number;
  readonly #changes: TagChange[] = [];
  #changed = 0;
  #kept = 0;
  #edited: EditedPicture | undefined;

  constructor(db: WriteDb, actionId: number) {
    this.#db = db;
    this.actionId = actionId;
  }

  append(tag: { readonly tag_id: number; readonly picture_id: number }, content: DecisionContent): void {
    const tagId = tag.tag_id;
    const decisionId = appendDecision(this.#db, { actionId: this.actionId, tagId, content });
    this.#changed++;
    if (this.#changes.length >= maxChangesShown) return;
    const state = content.verdict;
    const decision = state === 'undecided' ? null : viewDecision(this.#db, decisionId);
    this.#changes.push({ tagId, pictureId: tag.picture_id, state, decision });
  }

  /** Counts a tag that somebody has decided on later. */
  keep(): void {
    this.#kept++;
  }

  /** Remembers whose words the step has changed. */
  edited(picture: EditedPicture): void {
    this.#edited = picture;
  }

  finish(kind: ActionResult['kind']): ActionResult {
    return {
      actionId: this.actionId,
      kind,
      changes: this.#changes,
      changed: this.#changed,
      kept: this.#kept,
      ...(this.#edited === undefined ? {} : { edited: [this.#edited] }),
    };
  }
}
