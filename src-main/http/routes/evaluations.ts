import { Hono } from 'hono';
import { z } from 'zod';

import type { EvaluationsView, EvaluationView } from '../../services/evaluation/evaluation-types.ts';
import {
  evaluationId,
  listEvaluations,
  readEvaluation,
  removeEvaluation,
} from '../../services/evaluation/stored-evaluations.ts';
import { requireLibraryName } from '../../services/model-library/library.ts';
import type { JobView } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { scoringChoice } from '../scoring-choice.ts';
import { validate } from '../validate.ts';

const wanted = z.strictObject(scoringChoice);
const named = z.object({ id: z.string().regex(evaluationId, 'the id of a result is needed') });

/** How good a model is on what has been reviewed. */
export const evaluationRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/evaluations', (c) => c.json<EvaluationsView>(listEvaluations(workspace.project)))
    .post('/evaluations', validate('json', wanted), (c) => {
      const request = c.req.valid('json');
      // A page names no folders, nor one of the engine's own working folder by its bare name.
      if (request.model !== undefined) requireLibraryName(request.model);
      return c.json<JobView>(workspace.evaluate(request));
    })
    .get('/evaluations/:id', validate('param', named), (c) =>
      c.json<EvaluationView>(readEvaluation(workspace.project, c.req.valid('param').id)),
    )
    .delete('/evaluations/:id', validate('param', named), (c) => {
      removeEvaluation(workspace.project, c.req.valid('param').id);
      return c.json<EvaluationsView>(listEvaluations(workspace.project));
    });
