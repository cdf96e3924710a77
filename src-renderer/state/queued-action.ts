import type { CleanUp, EncodedMask } from '../../models/masks/index.ts';
import type { BulkDecision, StepStamp } from '../api/client.ts';
import type { ActionResult, Verdict } from '../../src-main/services/types.ts';

export interface QueuedVerdict {
  readonly tagId: number;
  readonly verdict: Verdict;
  /** null where there is no heat map to put a threshold to. */
  readonly threshold: number | null;
  /** What was on screen; without it, the proposal's own. */
  readonly cleanUp?: CleanUp;
  /** What was on screen: a run that lands before the verdict does must not change its pixels. */
  readonly proposalId: number | null;
  /** Pixels that a person has drawn: they are accepted as they are. */
  readonly mask?: EncodedMask;
}

/** What one key asks for: verdicts, which are one step of undo, or an undo itself. */
export interface QueuedAction {
  readonly verdicts: readonly QueuedVerdict[];
  readonly elapsedMs: number;
  /** What the pixels were drawn with; the history tells it. */
  readonly tool?: string;
  /** Where a person has confirmed a whole range: what is sent instead of `verdicts`, which then only say what to show. */
  readonly bulk?: BulkDecision;
  /** The last step is turned, with no verdicts of its own. */
  readonly turn?: 'undo' | 'redo';
  /** The engine's answer; called after `ActionQueue` has told of it. */
  readonly onStored?: (result: ActionResult) => void;
  /** The engine did not store the verdicts; called once they no longer wait. */
  readonly onRefused: (error: unknown) => void;
}

/** As it waits: an answer that was lost lets it be sent again, and it is stored once. */
export interface StampedAction extends QueuedAction {
  readonly stamp: StepStamp;
}

/** The newest verdict on each tag that waits. */
export function newestVerdicts(actions: readonly QueuedAction[]): ReadonlyMap<number, QueuedVerdict> {
  return new Map(
    actions.flatMap(({ verdicts }) => verdicts.map((verdict) => [verdict.tagId, verdict] as const)),
  );
}
