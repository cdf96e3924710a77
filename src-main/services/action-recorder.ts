import type { WriteDb } from '../../db/connection.ts';
import { appendDecisions } from '../../db/queries/append-decisions.ts';
import type { NewDecision } from '../../db/queries/append-decisions.ts';
import type { DecisionContent } from '../../db/queries/decisions.ts';
import { viewDecision } from './review-views.ts';
import type { ActionResult, EditedPicture, TagChange } from './types.ts';

/** Of a step over a whole dataset the caller is told only so many changes, and how many there were. */
export const maxChangesShown = 1000;

type Decided = NewDecision & { readonly picture_id: number };

/** Collects an action's decisions, appends them to the log all at once, and says what the caller is told about them. */
export class ActionRecorder {
  readonly #db: WriteDb;
  readonly actionId: number;
  readonly #changes: TagChange[] = [];
  #unwritten: Decided[] = [];
  #changed = 0;
  #kept = 0;
  #edited: EditedPicture | undefined;

  constructor(db: WriteDb, actionId: number) {
    this.#db = db;
    this.actionId = actionId;
  }

  append(
    { tag_id, picture_id }: { readonly tag_id: number; readonly picture_id: number },
    content: DecisionContent,
  ): void {
    this.#unwritten.push({ ...content, tag_id, picture_id });
    this.#changed++;
  }

  /** Writes what has been appended; `finish` does so too, and whoever reads the states before that has to. */
  write(): void {
    if (this.#unwritten.length === 0) return;
    const decided = this.#unwritten;
    this.#unwritten = [];
    const firstId = appendDecisions(this.#db, this.actionId, decided);
    const shown = decided.slice(0, maxChangesShown - this.#changes.length);
    shown.forEach(({ tag_id, picture_id, verdict: state }, place) => {
      const decision = state === 'undecided' ? null : viewDecision(this.#db, firstId + place);
      this.#changes.push({ tagId: tag_id, pictureId: picture_id, state, decision });
    });
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
    this.write();
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
