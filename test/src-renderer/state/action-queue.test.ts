import { describe, expect, it } from 'vitest';

import type { ActionResult, Verdict } from '../../../src-main/services/types.ts';
import { EngineAway, EngineRefusal } from '../../../src-renderer/api/failure.ts';
import { ActionQueue } from '../../../src-renderer/state/action-queue.svelte.ts';
import type { QueuedAction } from '../../../src-renderer/state/queued-action.ts';

const saved: ActionResult = { actionId: 1, kind: 'decide', changes: [], changed: 1, kept: 0 };
const verdictOn = (
  tagId: number,
  verdict: Verdict = 'accepted',
): Pick<QueuedAction, 'verdicts' | 'elapsedMs'> => ({
  verdicts: [{ tagId, verdict, threshold: null, proposalId: null }],
  elapsedMs: 900,
});
const tagOf = (action: Pick<QueuedAction, 'verdicts'>) => action.verdicts[0]?.tagId;

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
    ...(pause === undefined ? {} : { pause }),
  });
  const add = (action: ReturnType<typeof verdictOn>) =>
    queue.add({
      ...action,
      onRefused: (error) => log.push(`refused ${tagOf(action)}: ${String(error)}`),
    });
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  return { queue, add, sent, log, turn };
}

describe('the queue of verdicts', () => {
  it('shows a verdict at once and sends it', () => {
    const { queue, add, sent } = setUp();
    add(verdictOn(7, 'rejected'));
    expect(queue.verdicts.get(7)?.verdict).toBe('rejected');
    expect(queue.size).toBe(1);
    expect(sent.map(({ action }) => tagOf(action))).toEqual([7]);
  });

  it('sends the next one only after the answer to the one before', async () => {
    const { queue, add, sent, log, turn } = setUp();
    for (const tagId of [1, 2, 3]) add(verdictOn(tagId));
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
    const { queue, add } = setUp();
    add(verdictOn(1, 'accepted'));
    add(verdictOn(1, 'unsure'));
    expect(queue.verdicts.get(1)?.verdict).toBe('unsure');
  });

  it('takes a refused verdict back, says so, and goes on with the next', async () => {
    const { queue, add, sent, log, turn } = setUp();
    add(verdictOn(1));
    add(verdictOn(2));
    sent[0]?.answer.reject(new EngineRefusal(404, 'no-such-tag', 'There is no tag 1.'));
    await turn();
    expect(queue.verdicts.has(1)).toBe(false);
    expect(log[0]).toContain('There is no tag 1.');
    expect(sent.map(({ action }) => tagOf(action))).toEqual([1, 2]);
  });

  it('keeps a verdict while the engine is away, and sends it again', async () => {
    const back = Promise.withResolvers<undefined>();
    const { queue, add, sent, log, turn } = setUp(() => back.promise);
    add(verdictOn(1));
    add(verdictOn(2));
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
    const { queue, add, sent } = setUp();
    await queue.idle();
    add(verdictOn(1));
    let idle = false;
    const waiting = queue.idle().then(() => (idle = true));
    expect(idle).toBe(false);
    sent[0]?.answer.resolve(saved);
    await waiting;
    expect(queue.size).toBe(0);
  });
});
