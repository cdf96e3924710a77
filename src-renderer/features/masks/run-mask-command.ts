import type { StageView } from '../../canvas/stage-view.svelte.ts';
import type { NamedCommand } from '../keys/commands.ts';
import { toolNames } from '../../canvas/tools/tool.ts';
import type { KeyAction } from '../review/keys.ts';
import type { MaskSession } from './mask-session.svelte.ts';
import type { MaskView } from './mask-view.svelte.ts';
import { combinations, copyPrevious } from './other-tags.ts';
import type { Combination } from './other-tags.ts';
import { clearMask, growBy, invert, snap } from './whole-mask.ts';

export interface MaskParts {
  readonly session: MaskSession;
  readonly stage: StageView;
  readonly view: MaskView;
  /** Asks which other tag is meant. */
  readonly onCombine: (combination: Combination) => void;
}

const ZOOM_STEP = 1.25;

type Run = (parts: MaskParts) => void;

/** What listens on other screens only has no row. */
const RUN: Partial<Readonly<Record<NamedCommand, Run>>> = {
  ...Object.fromEntries(
    toolNames.map((name): [string, Run] => [`tool-${name}`, ({ session }) => session.chooseTool(name)]),
  ),
  ...Object.fromEntries(
    combinations.map((name): [string, Run] => [name, ({ onCombine }) => onCombine(name)]),
  ),
  undo: ({ session }) => session.undo(),
  redo: ({ session }) => session.review.redo(),
  'previous-tag': ({ session }) => session.review.moveFocus((picture) => picture.moveFocus(-1)),
  'next-tag': ({ session }) => session.review.moveFocus((picture) => picture.moveFocus(1)),
  'previous-picture': ({ session }) => session.review.movePicture(-1),
  'next-picture': ({ session }) => session.review.movePicture(1),
  'tool-smaller': ({ session }) => session.settings.nudge(-1),
  'tool-larger': ({ session }) => session.settings.nudge(1),
  'brush-shape': ({ session }) => session.settings.swapShape(),
  'wand-contiguous': ({ session }) => session.settings.swapContiguous(),
  'swap-mode': ({ session }) => session.settings.swapMode(),
  snap: ({ session }) => void snap(session).catch((error: unknown) => session.review.engine.fail(error)),
  invert: ({ session }) => session.review.inTurn(() => invert(session)),
  dilate: ({ session }) => session.review.inTurn(() => growBy(session, 1)),
  erode: ({ session }) => session.review.inTurn(() => growBy(session, -1)),
  'clear-mask': ({ session }) => session.review.inTurn(() => clearMask(session)),
  'copy-previous': ({ session }) =>
    void copyPrevious(session).catch((error: unknown) => session.review.engine.fail(error)),
  'restore-proposal': ({ session }) => session.review.inTurn(() => session.restoreProposal()),
  'mask-history': ({ view }) => view.toggleHistory(),
  'toggle-masks': ({ view }) => view.toggleMasks(),
  'outline-only': ({ view }) => view.toggleOutlineOnly(),
  'fainter-masks': ({ view }) => view.nudgeOpacity(-1),
  'stronger-masks': ({ view }) => view.nudgeOpacity(1),
  'toggle-minimap': ({ view }) => view.toggleMinimap(),
  'toggle-grid': ({ view }) => view.toggleGrid(),
  'zoom-in': ({ stage }) => stage.zoom(ZOOM_STEP),
  'zoom-out': ({ stage }) => stage.zoom(1 / ZOOM_STEP),
  fit: ({ stage }) => stage.fit(),
  'actual-size': ({ stage }) => stage.actualSize(),
};

/** Does what a key asks for. */
export function runMaskCommand(action: KeyAction, parts: MaskParts): void {
  if ('command' in action) RUN[action.command]?.(parts);
  else parts.session.review.moveFocus((picture) => picture.focusNumber(action.tagNumber));
}
