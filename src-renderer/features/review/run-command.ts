import type { StageView } from '../../canvas/stage-view.svelte.ts';
import type { NamedCommand } from '../keys/commands.ts';
import type { KeyAction } from './keys.ts';
import type { Review } from './review.svelte.ts';
import type { ViewOptions } from './view-options.svelte.ts';

export interface ReviewParts {
  readonly review: Review;
  readonly stage: StageView;
  readonly options: ViewOptions;
  /** Goes where the mask of the tag in focus is drawn. */
  readonly onEditMask: () => void;
}

const ZOOM_STEP = 1.25;

/** What listens on other screens only has no row. */
const RUN: Partial<Readonly<Record<NamedCommand, (parts: ReviewParts) => void>>> = {
  accept: ({ review }) => review.decide('accepted'),
  reject: ({ review }) => review.decide('rejected'),
  unsure: ({ review }) => review.decide('unsure'),
  'next-undecided': ({ review }) => review.skip(),
  undo: ({ review }) => review.undo(),
  redo: ({ review }) => review.redo(),
  'accept-proposed': ({ review }) => review.acceptProposed(),
  'reject-remaining': ({ review }) => review.rejectRemaining(),
  'previous-picture': ({ review }) => review.movePicture(-1),
  'next-picture': ({ review }) => review.movePicture(1),
  'leave-filter': ({ review }) => review.leaveFilter(),
  'previous-tag': ({ review }) => review.moveFocus((picture) => picture.moveFocus(-1)),
  'next-tag': ({ review }) => review.moveFocus((picture) => picture.moveFocus(1)),
  'toggle-masks': ({ options }) => options.toggleMasks(),
  'toggle-heat': ({ options }) => options.toggleHeat(),
  'toggle-stop-words': ({ review }) => review.moveFocus((picture) => picture.toggleStopWords()),
  'threshold-down': ({ review }) => review.moveFocus((picture) => picture.nudgeThreshold(-1)),
  'threshold-up': ({ review }) => review.moveFocus((picture) => picture.nudgeThreshold(1)),
  'zoom-in': ({ stage }) => stage.zoom(ZOOM_STEP),
  'zoom-out': ({ stage }) => stage.zoom(1 / ZOOM_STEP),
  fit: ({ stage }) => stage.fit(),
  'actual-size': ({ stage }) => stage.actualSize(),
  'edit-tag': ({ review }) => review.editWords((editor) => editor.editTag()),
  'add-tag': ({ review }) => review.editWords((editor) => editor.addTag()),
  'split-tag': ({ review }) => review.editWords((editor) => editor.split()),
  'join-left': ({ review }) => review.editWords((editor) => editor.extend(-1)),
  'join-right': ({ review }) => review.editWords((editor) => editor.extend(1)),
  'edit-mask': ({ review, onEditMask }) => review.inTurn(onEditMask),
  'edit-caption': ({ review }) => review.editWords((editor) => editor.editCaption()),
  history: ({ options }) => options.toggleHistory(),
  help: () => undefined,
};

/** Does what a key asks for. */
export function runReviewCommand(action: KeyAction, parts: ReviewParts): void {
  if ('command' in action) RUN[action.command]?.(parts);
  else parts.review.moveFocus((picture) => picture.focusNumber(action.tagNumber));
}
