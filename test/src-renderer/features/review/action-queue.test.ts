import { describe, expect, it } from 'vitest';

import type { ActionResult, Verdict } from '../../../../src-main/services/types.ts';
import { EngineAway, EngineRefusal } from '../../../../src-renderer/api/failure.ts';
import { ActionQueue } from '../../../../src-renderer/features/review/action-queue.svelte.ts';
import type { QueuedAction } from '../../../../src-renderer/features/review/queued-action.ts';

const saved: ActionResult = { actionId: 1, kind: 'decide', changes: [], changed: 1, kept: 0 };
const verdictOn = (tagId: number, verdict: Verdict = 'accepted'): QueuedAction => ({
  pictureId: 1,
  verdicts: [{ tagId, verdict, threshold: null, proposalId: null }],
  elapsedMs: 900,
});
const tagOf = (action: QueuedAction) => action.verdicts[0]?.tagId;

/** A queue whose answers a test gives by hand. */
function setUp(pause?: () => Promise<void>) {
  const sent: { action: QueuedAction; answer: PromiseWithResolvers<ActionResult> }[] = [];
  const log: string[] = [];
  const queue = new ActionQueue({
    send: (action) => {
      const answer = Promise.withResolvers<ActionResult>();
      sent.push({ action, answer });
      return answer.promise;
    },
    onSaved: (action) => log.push(`saved ${tagOf(action)}`),
    onRefused: (action, error) => log.push(`refused ${tagOf(action)}: ${String(error)}`),
    ...(pause === undefined ? {} : { pause }),
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  return { queue, sent, log, turn };
}

describe('the queue of verdicts', () => {
  it('shows a verdict at once and sends it', () => {
    const { queue, sent } = setUp();
    queue.add(verdictOn(7, 'rejected'));
    expect(queue.verdicts.get(7)?.verdict).toBe('rejected');
    expect(queue.size).toBe(1);
    expect(sent.map(({ action }) => tagOf(action))).toEqual([7]);
  });

  it('sends the next one only after the answer to the one before', async () => {
    const { queue, sent, log, turn } = setUp();
    for (const tagId of [1, 2, 3]) queue.add(verdictOn(tagId));
    await turn();
    expect(sent).toHaveLength(1);
    for (const count of [1, 2, 3]) {
      sent[count - 1]?.answer.resolve(saved);
      await turn();
    }
    expect(sent.map(({ action }) => tagOf(action))).toEqual([1, 2, 3]);
    expect(log).toEqual(['saved 1', 'saved 2', 'saved 3']);
    expect(queue.size).toBe(0);
  });

  it('lets the newest of two verdicts on a tag hold', () => {
    const { queue } = setUp();
    queue.add(verdictOn(1, 'accepted'));
    queue.add(verdictOn(1, 'unsure'));
    expect(queue.verdicts.get(1)?.verdict).toBe('unsure');
  });

  it('takes a refused verdict back, says so, and goes on with the next', async () => {
    const { queue, sent, log, turn } = setUp();
    queue.add(verdictOn(1));
    queue.add(verdictOn(2));
    sent[0]?.answer.reject(new EngineRefusal(404, 'no-such-tag', 'There is no tag 1.'));
    await turn();
    expect(queue.verdicts.has(1)).toBe(false);
    expect(log[0]).toContain('There is no tag 1.');
    expect(sent.map(({ action }) => tagOf(action))).toEqual([1, 2]);
  });

  it('keeps a verdict while the engine is away, and sends it again', async () => {
    const back = Promise.withResolvers<undefined>();
    const { queue, sent, log, turn } = setUp(() => back.promise);
    queue.add(verdictOn(1));
    queue.add(verdictOn(2));
    sent[0]?.answer.reject(new EngineAway());
    await turn();
    expect(queue.stalled).toBe(true);
    expect(queue.size).toBe(2);
    back.resolve(undefined);
    await turn();
    sent[1]?.answer.resolve(saved);
    await turn();
    sent[2]?.answer.resolve(saved);
    await queue.idle();
    expect(sent.map(({ action }) => tagOf(action))).toEqual([1, 1, 2]);
    expect(log).toEqual(['saved 1', 'saved 2']);
    expect(queue.stalled).toBe(false);
  });

  it('is idle once everything has been answered', async () => {
    const { queue, sent } = setUp();
    await queue.idle();
    queue.add(verdictOn(1));
    let idle = false;
    const waiting = queue.idle().then(() => (idle = true));
    expect(idle).toBe(false);
    sent[0]?.answer.resolve(saved);
    await waiting;
    expect(queue.size).toBe(0);
  });
});
