import { expect, it } from 'vitest';

import type { Verdict } from '../../../src-main/services/types.ts';
import { createClient } from '../../../src-renderer/api/client.ts';
import { Announcer } from '../../../src-renderer/state/announcer.svelte.ts';
import { Engine } from '../../../src-renderer/state/engine.svelte.ts';
import { Verdicts } from '../../../src-renderer/state/verdicts.svelte.ts';
import { DrawnEngine } from '../drawn-engine.ts';

const given = (tagId: number, verdict: Verdict) => ({
  verdicts: [{ tagId, verdict, threshold: null, proposalId: null }],
  ...{ elapsedMs: 900, onRefused: () => undefined },
});

/** Verdicts whose engine does each of the first `lost` undos and dies before its answer. */
async function setUp(lost: number) {
  const drawn = new DrawnEngine([
    { path: 'a.png', captions: ['a dog with a ball'], width: 160, height: 120 },
  ]);
  const keys: string[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const isUndo = request.url.endsWith('/api/undo');
    if (isUndo) keys.push(((await request.clone().json()) as { requestKey: string }).requestKey);
    const answer = await drawn.fetch(request);
    if (isUndo && keys.length <= lost) throw new TypeError('Failed to fetch');
    return answer;
  };
  const engine = new Engine(createClient({ base: 'http://engine.test/', fetch }), new Announcer());
  const verdicts = new Verdicts(engine, { pause: () => Promise.resolve() });
  const [dog, ball] = [drawn.tag('dog'), drawn.tag('ball')];
  for (const { id } of [dog, ball]) verdicts.queue.add(given(id, 'rejected'));
  await verdicts.queue.idle();
  return { drawn, keys, verdicts, dog };
}

it('an undo whose answer was lost is sent again under its key, and turns one step', async () => {
  const { drawn, keys, verdicts } = await setUp(2);
  expect(await verdicts.step('undo')).toMatchObject({ kind: 'undo', changed: 1 });
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect([drawn.tag('dog').state, drawn.tag('ball').state]).toEqual(['rejected', 'undecided']);
});

it('a second press has a key of its own', async () => {
  const { drawn, keys, verdicts } = await setUp(0);
  await verdicts.step('undo');
  await verdicts.step('undo');
  expect(new Set(keys).size).toBe(2);
  expect([drawn.tag('dog').state, drawn.tag('ball').state]).toEqual(['undecided', 'undecided']);
});

it('a verdict that is given while an undo waits for its answer comes after it', async () => {
  const { drawn, verdicts, dog } = await setUp(1);
  const undone = verdicts.step('undo');
  verdicts.queue.add(given(dog.id, 'unsure'));
  await undone;
  await verdicts.queue.idle();
  expect([drawn.tag('dog').state, drawn.tag('ball').state]).toEqual(['unsure', 'undecided']);
});

it('an undo with nothing before it is refused, and the next verdict goes on', async () => {
  const { drawn, verdicts, dog } = await setUp(0);
  await verdicts.step('undo');
  await verdicts.step('undo');
  await expect(verdicts.step('undo')).rejects.toMatchObject({ code: 'nothing-to-undo' });
  verdicts.queue.add(given(dog.id, 'rejected'));
  await verdicts.queue.idle();
  expect(drawn.tag('dog').state).toBe('rejected');
});
