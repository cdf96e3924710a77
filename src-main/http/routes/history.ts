import { Hono } from 'hono';
import { z } from 'zod';

import { listReviewerViews, readHistory, undoerOf } from '../../services/history.ts';
import { takeStep } from '../../services/steps.ts';
import type { HistoryView, ReviewerView, UndoneSteps } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { tellOfAction } from '../tell-of-action.ts';
import { validate, wholeNumber } from '../validate.ts';

const pageLimit = 200;
const page = z.object({
  reviewer: z.string().min(1).max(100).exactOptional(),
  before: wholeNumber.exactOptional(),
  limit: wholeNumber.pipe(z.number().min(1).max(pageLimit)).default(50),
});
const back = z.strictObject({ through: z.int().positive() });

export const historyRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/history', validate('query', page), (c) => {
      const { reviewer = null, before = null, limit } = c.req.valid('query');
      return c.json<HistoryView>(readHistory(workspace.project, { reviewer, before, limit }));
    })
    .get('/reviewers', (c) =>
      c.json<{ reviewers: ReviewerView[] }>({ reviewers: listReviewerViews(workspace.project) }),
    )
    .post('/history/undo', validate('json', back), async (c) => {
      const { through } = c.req.valid('json');
      const { project } = workspace;
      const reviewer = undoerOf(project, through, c.get('reviewer'));
      const undone = await takeStep(project, { kind: 'undo-through', reviewer, through });
      tellOfAction(workspace, c, undone);
      return c.json<UndoneSteps>(undone);
    });
