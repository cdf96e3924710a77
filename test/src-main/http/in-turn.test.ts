import { expect, test } from 'vitest';

import { listPictures } from '../../../src-main/services/library.ts';
import { decide } from '../../../src-main/services/review.ts';
import { withWriteTurn } from '../../../src-main/services/write-turn.ts';
import { addPicture, tagIdOf } from '../services/review-fixture.ts';
import { codeOf, startServer } from './fixture.ts';
import { temporaryFolder } from '../../temp.ts';

test('an undo that waits while another dataset is opened is not carried out there', async () => {
  const { workspace, get, post } = await startServer();
  await workspace.openOnly(temporaryFolder());
  const turn = Promise.withResolvers<void>();
  const held = withWriteTurn(workspace.project.db, () => turn.promise);
  const undone = post('/api/undo', {});
  // Reading never waits.
  expect((await get('/api/pictures')).status).toBe(200);
  await workspace.openOnly(temporaryFolder());
  const { project } = workspace;
  const tagId = tagIdOf(project, addPicture(project, 'a.png', ['a dog']), 'dog');
  decide(project, { reviewer: 'Ada', decisions: [{ tagId, verdict: 'accepted' }] });
  turn.resolve();
  await held;
  const answer = await undone;
  expect([answer.status, codeOf(answer)]).toEqual([409, 'other-dataset']);
  expect(listPictures(project, { offset: 0, limit: 1, query: { state: 'accepted' } }).total).toBe(1);
  expect((await post('/api/undo', {})).status).toBe(200);
});
