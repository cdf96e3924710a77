import { expect, test } from 'vitest';

import { Project } from '../../../src-main/services/project.ts';
import { getPicture } from '../../../src-main/services/library.ts';
import { decide, decideBulk, redo, undo } from '../../../src-main/services/review.ts';
import type { TagVerdict } from '../../../src-main/services/review.ts';
import { viewDecision } from '../../../src-main/services/review-views.ts';
import type { DecisionView, TagState } from '../../../src-main/services/types.ts';
import { encodeMask, maskFromHeat, rleFromBitmap } from '../../../models/masks/index.ts';
import { takeStep } from '../../../src-main/services/steps.ts';
import { temporaryFolder } from '../../temp.ts';
import { addPicture, addRun, heat, pictureSize, propose, readDerived, readStates } from './review-fixture.ts';

/** mulberry32: the same sequence from the same seed, so that a failure can be looked at again. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const verdicts = ['accepted', 'rejected', 'unsure', 'undecided'] as const;
const reviewers = ['ann', 'bob'] as const;

/** A verdict as the model sees it: an object of its own, so that two equal verdicts are two. */
interface Given {
  readonly verdict: TagState;
  /** Its pixels, as COCO counts them; null for none. */
  readonly counts: string | null;
  /** Painted by a person. */
  readonly edited: boolean;
}

/** What a person asks for: the pixels where they have drawn some. */
interface Asked {
  readonly verdict: TagState;
  readonly counts?: string;
}

const proposed = encodeMask(maskFromHeat(heat, 0.5, pictureSize)).counts;
const nothing = { verdict: 'undecided', counts: null, edited: false } as const;

/** Pixels to draw: none, all, what the machine proposes, and some that it does not. */
const drawings = [
  () => 0,
  () => 1,
  (x: number) => (x < 9 ? 1 : 0),
  (x: number, y: number) => (x + y) % 2,
].map((isIn) => {
  const { width, height } = pictureSize;
  const data = Uint8Array.from({ length: width * height }, (_, at) =>
    isIn(at % width, Math.floor(at / width)),
  );
  return encodeMask(rleFromBitmap({ width, height, data })).counts;
});
const [empty] = drawings;
const drawn = [...drawings, proposed];

/** What a request means while `standing` holds. */
function meaningOf({ verdict, counts }: Asked, standing: Given): Given {
  if (verdict !== 'accepted') return { verdict, counts: null, edited: false };
  if (counts === empty) return { verdict, counts: null, edited: false };
  const isKept = standing.edited && (counts === undefined || counts === standing.counts);
  if (isKept) return { ...standing };
  const isProposed = counts === undefined || counts === proposed;
  return isProposed ? { verdict, counts: proposed, edited: false } : { verdict, counts, edited: true };
}

/** A step and, for each of its tags, what held before it and what it gave. */
type Step = ReadonlyMap<number, { readonly before: Given; readonly given: Given }>;

/** What review is meant to do, said in the simplest way: two stacks a reviewer, and what holds for each tag. */
class Model {
  readonly holds = new Map<number, Given>();
  readonly #stacks = {
    ann: { done: [] as Step[], undone: [] as Step[] },
    bob: { done: [] as Step[], undone: [] as Step[] },
  };

  constructor(tagIds: readonly number[]) {
    for (const id of tagIds) this.holds.set(id, { ...nothing });
  }

  decide(reviewer: 'ann' | 'bob', asked: ReadonlyMap<number, Asked>): void {
    const step = new Map<number, { before: Given; given: Given }>();
    for (const [id, ask] of asked) {
      const change = { before: this.#at(id), given: meaningOf(ask, this.#at(id)) };
      step.set(id, change);
      this.holds.set(id, change.given);
    }
    this.#stacks[reviewer].done.push(step);
    this.#stacks[reviewer].undone = [];
  }

  /** How many tags kept somebody's later verdict; null where there is nothing to do. */
  move(reviewer: 'ann' | 'bob', kind: 'undo' | 'redo'): number | null {
    const { done, undone } = this.#stacks[reviewer];
    const step = (kind === 'undo' ? done : undone).pop();
    if (step === undefined) return null;
    let kept = 0;
    for (const [id, { before, given }] of step) {
      const [from, to] = kind === 'undo' ? [given, before] : [before, given];
      if (this.#at(id) === from) this.holds.set(id, to);
      else kept++;
    }
    (kind === 'undo' ? undone : done).push(step);
    return kept;
  }

  #at(id: number): Given {
    return this.holds.get(id) ?? nothing;
  }
}

function attempt(work: () => { kept: number }): number | null {
  try {
    return work().kept;
  } catch (error) {
    if ((error as { code?: string }).code === 'nothing-to-undo') return null;
    throw error;
  }
}

function makeProject(folder: string): { project: Project; tagIds: number[]; relevant: Set<number> } {
  const project = Project.open(folder);
  const run = addRun(project);
  for (const path of ['a.png', 'b.png']) addPicture(project, path, ['dog ball tree']);
  const tagIds = project.db.prepare('SELECT id FROM tag ORDER BY id').pluck().all() as number[];
  const relevant = new Set(tagIds.filter((id) => id % 2 === 1));
  for (const tagId of tagIds) propose(project, run, { tagId, relevant: relevant.has(tagId) });
  return { project, tagIds, relevant };
}

/** The pictures' decisions as they are read together, and each by itself: they must agree. */
function readDecisions(project: Project): { together: (DecisionView | null)[]; eachAlone: unknown[] } {
  const tags = [1, 2].flatMap((pictureId) => getPicture(project, pictureId).tags);
  const last = project.db.prepare('SELECT decision_id FROM tag_state WHERE tag_id = ?').pluck();
  const eachAlone = tags.map(({ id, state }) =>
    state === 'undecided' ? null : viewDecision(project.db, last.get(id) as number),
  );
  return { together: tags.map(({ decision }) => decision), eachAlone };
}

const tagIdsAsShown = (project: Project): number[] =>
  [1, 2].flatMap((pictureId) => getPicture(project, pictureId).tags.map(({ id }) => id));

const pixelsOf = (decision: DecisionView | null): unknown =>
  decision === null ? null : [decision.mask?.counts ?? null, decision.edited];

const pixelsHeld = (given: Given | undefined): unknown =>
  given === undefined || given.verdict === 'undecided' ? null : [given.counts, given.edited];

/** A verdict, every other time it accepts with pixels. */
function ask(random: (below: number) => number): Asked {
  const verdict = verdicts[random(4)] ?? 'unsure';
  const counts = drawn[random(drawn.length * 2)];
  return verdict === 'accepted' && counts !== undefined ? { verdict, counts } : { verdict };
}

const decisionOf = ([tagId, { verdict, counts }]: readonly [number, Asked]): TagVerdict => ({
  tagId,
  verdict,
  ...(counts === undefined ? {} : { mask: { size: [pictureSize.height, pictureSize.width], counts } }),
});

test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
  'any sequence of steps by two reviewers does what two stacks would, also over restarts (seed %i)',
  (seed) => {
    const random = makeRandom(seed);
    const folder = temporaryFolder();
    const { project: first, tagIds, relevant } = makeProject(folder);
    const model = new Model(tagIds);
    let project = first;
    for (let step = 0; step < 120; step++) {
      const reviewer = reviewers[random(2)] ?? 'ann';
      const choice = random(10);
      if (choice < 3) {
        const chosen = tagIds.filter(() => random(3) === 0);
        const asked = new Map(chosen.map((id) => [id, ask(random)]));
        if (asked.size === 0) continue;
        decide(project, { reviewer, decisions: [...asked].map(decisionOf), tool: 'brush' });
        model.decide(reviewer, asked);
      } else if (choice === 3) {
        const verdict = (['accepted', 'rejected', 'unsure'] as const)[random(3)] ?? 'unsure';
        const open = tagIds.filter((id) => model.holds.get(id)?.verdict === 'undecided');
        const matching = verdict === 'accepted' ? open.filter((id) => relevant.has(id)) : open;
        if (matching.length === 0) continue;
        expect(decideBulk(project, { reviewer, verdict }).changed).toBe(matching.length);
        model.decide(reviewer, new Map(matching.map((id) => [id, { verdict }])));
      } else if (choice < 9) {
        const [kind, move] = random(2) === 0 ? (['undo', undo] as const) : (['redo', redo] as const);
        expect(attempt(() => move(project, { reviewer }))).toBe(model.move(reviewer, kind));
      } else {
        project.close();
        project = Project.open(folder);
      }
      const { stored, logged } = readStates(project);
      expect(stored).toEqual(logged);
      const { kept, counted } = readDerived(project);
      expect(kept).toEqual(counted);
      const { together, eachAlone } = readDecisions(project);
      expect(together).toEqual(eachAlone);
      expect(together.map(pixelsOf)).toEqual(
        tagIdsAsShown(project).map((id) => pixelsHeld(model.holds.get(id))),
      );
      expect(stored).toMatchObject(
        tagIds.map((id) => ({ tag_id: id, verdict: model.holds.get(id)?.verdict })),
      );
    }
    project.close();
  },
);

/** What two reviewers ask for at once is one after the other in the log: the model follows its order. */
test.each([1, 2, 3])(
  'steps that threads take while somebody else decides do what two stacks would (seed %i)',
  async (seed) => {
    const random = makeRandom(seed);
    const { project, tagIds, relevant } = makeProject(temporaryFolder());
    const model = new Model(tagIds);
    const inThread = { threadFrom: 1 };
    const openTags = () => tagIds.filter((id) => model.holds.get(id)?.verdict === 'undecided');
    const decided = new Map<number, () => void>();
    for (let step = 0; step < 12; step++) {
      const kind = (['bulk', 'bulk', 'undo', 'redo'] as const)[random(4)] ?? 'bulk';
      const verdict = (['accepted', 'rejected', 'unsure'] as const)[random(3)] ?? 'unsure';
      const order =
        kind === 'bulk' ? { kind, request: { reviewer: 'ann', verdict } } : { kind, reviewer: 'ann' };
      const ann = takeStep(project, order, inThread).catch((error: unknown) => error as { code: string });
      const tagId = tagIds[random(tagIds.length)] ?? 0;
      const given = ask(random);
      const bobs = { reviewer: 'bob', decisions: [decisionOf([tagId, given])] };
      // At once, or somewhere in the thread's work.
      await new Promise((resolve) => setTimeout(resolve, random(300)));
      const bob = await takeStep(project, { kind: 'decide', request: bobs }, { threadFrom: 2 });
      decided.set(bob.actionId, () => model.decide('bob', new Map([[tagId, given]])));
      const result = await ann;
      if ('actionId' in result) {
        decided.set(result.actionId, () => {
          if (kind !== 'bulk') return void expect(model.move('ann', kind)).toBe(result.kept);
          const ids = openTags().filter((id) => verdict !== 'accepted' || relevant.has(id));
          expect(result.changed).toBe(ids.length);
          model.decide('ann', new Map(ids.map((id) => [id, { verdict }])));
        });
      } else expect(result.code).toMatch(/^nothing-/);
      for (const [id, follow] of [...decided].sort(([a], [b]) => a - b)) {
        follow();
        decided.delete(id);
      }
      const { stored, logged } = readStates(project);
      expect(stored).toEqual(logged);
      expect(stored).toMatchObject(
        tagIds.map((id) => ({ tag_id: id, verdict: model.holds.get(id)?.verdict })),
      );
      const { kept, counted } = readDerived(project);
      expect(kept).toEqual(counted);
    }
    project.close();
  },
);
