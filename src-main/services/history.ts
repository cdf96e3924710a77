import { readEdit } from '../../db/queries/edits.ts';
import type { EditRow } from '../../db/queries/edits.ts';
import { listActions, listElapsed, listReviewers, readStepContent } from '../../db/queries/history.ts';
import type { HistoryPage, HistoryRow } from '../../db/queries/history.ts';
import { isImportStep } from '../../db/queries/imported-labels.ts';
import type { Project } from './project.ts';
import { importName } from './reviewer-name.ts';
import type { HistoryStep, HistoryView, ReviewerView } from './types.ts';

/** A reviewer's pace is that of their last steps, not of the whole log, so that asking costs the same in any project. */
const stepsTimed = 1000;

/** A page of what people did, newest first; `next` is the `before` of the page after it, null at the beginning of the log. */
export function readHistory({ db }: Project, { reviewer, before, limit }: HistoryPage): HistoryView {
  // One more than is shown says whether there is another page.
  const rows = listActions(db, { reviewer, before, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const steps = shown.map((row) => {
    const step = row.target ?? row.id;
    return viewStep(row, readStepContent(db, step), readEdit(db, step));
  });
  return { steps, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** Whose step it is to undo: everybody may take back an import, which nobody can do for it. */
export const undoerOf = ({ db }: Project, step: number, reviewer: string): string =>
  isImportStep(db, step) ? importName : reviewer;

/** Everybody who has decided, with the median times of their last steps; null where none was timed. */
export function listReviewerViews({ db }: Project): ReviewerView[] {
  return listReviewers(db).map((name) => {
    const steps = listElapsed(db, name, stepsTimed);
    const verdicts = steps.filter(({ drawn_tag_id }) => drawn_tag_id === null);
    const masks = Map.groupBy(
      steps.filter(({ drawn_tag_id }) => drawn_tag_id !== null),
      ({ drawn_tag_id }) => drawn_tag_id,
    );
    return {
      name,
      seconds_per_verdict: medianSeconds(verdicts.map(({ elapsed_ms }) => elapsed_ms)),
      // A mask takes many steps: its time is that of all of them.
      seconds_per_mask: medianSeconds(
        [...masks.values()].map((own) => own.reduce((sum, { elapsed_ms }) => sum + elapsed_ms, 0)),
      ),
    };
  });
}

function medianSeconds(milliseconds: readonly number[]): number | null {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? null : middle / 1000;
}

function viewStep(
  row: HistoryRow,
  content: ReturnType<typeof readStepContent>,
  edit: EditRow | undefined,
): HistoryStep {
  const { id, kind, target, reviewer, at_ms, elapsed_ms, tool, last_kind } = row;
  const isUndone = last_kind === 'undo';
  return {
    ...{ id, kind, target, reviewer, at: at_ms, elapsedMs: elapsed_ms, tool },
    stands: isUndone === (kind === 'undo'),
    tags: content?.tags ?? 0,
    verdict: content?.verdict ?? null,
    text: content?.text ?? null,
    first:
      content === undefined
        ? null
        : { tagId: content.tag_id, pictureId: content.picture_id, path: content.path },
    importedFrom: content?.file ?? null,
    edit: edit === undefined ? null : { kind: edit.kind, was: edit.was, text: edit.text },
  };
}
