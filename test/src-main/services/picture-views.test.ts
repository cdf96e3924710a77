import { expect, test, vi } from 'vitest';

import { getPicture } from '../../../src-main/services/library.ts';
import { decideBulk, redo, undo } from '../../../src-main/services/review.ts';
import type { Project } from '../../../src-main/services/project.ts';
import { temporaryFolder } from '../../temp.ts';
import { open } from './dataset-fixture.ts';
import { addPicture, addRun, propose } from './review-fixture.ts';

const wordOf = (index: number): string =>
  `w${String(100 + index).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`;

/** A picture with so many tags, all of them proposed. */
function makeProject(tags: number): Project {
  const project = open(temporaryFolder());
  addPicture(project, 'a.png', [Array.from({ length: tags }, (_, index) => wordOf(index)).join(' ')]);
  const run = addRun(project);
  const ids = project.db.prepare('SELECT id FROM tag').pluck().all() as number[];
  for (const tagId of ids) propose(project, run, { tagId, relevant: true });
  return project;
}

/** How often the database is asked while the picture is read. */
function countReads(project: Project): number {
  const statement = Object.getPrototypeOf(project.db.prepare('SELECT 1')) as {
    get: () => unknown;
    all: () => unknown;
  };
  const spies = [vi.spyOn(statement, 'get'), vi.spyOn(statement, 'all')];
  getPicture(project, 1);
  const reads = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  for (const spy of spies) spy.mockRestore();
  return reads;
}

test.each(['given', 'repeated'])(
  'a picture whose verdicts were %s is read with as many queries, however many tags it has',
  (how) => {
    const [few = 0, many = 0] = [3, 60].map((tags) => {
      const project = makeProject(tags);
      decideBulk(project, { reviewer: 'ann', verdict: 'accepted' });
      if (how === 'repeated') {
        undo(project, { reviewer: 'ann' });
        redo(project, { reviewer: 'ann' });
      }
      expect(getPicture(project, 1).counts.accepted).toBe(tags);
      return countReads(project);
    });
    expect(few).toBeGreaterThan(0);
    expect(many).toBe(few);
  },
);
