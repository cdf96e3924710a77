import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import { previewBulk } from '../../services/review.ts';
import type { BulkPreview } from '../../services/sheet-types.ts';
import { takeStep } from '../../services/steps.ts';
import type { StepOrder } from '../../services/step-order.ts';
import type { ActionResult } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { tellOfAction } from '../tell-of-action.ts';
import { cleanUpShape } from '../clean-up.ts';
import { validate } from '../validate.ts';

/** Far more than a mask of 8,192 × 8,192 pixels with the finest grass in it. */
const mostCharacters = 15_000_000;
const mask = z.strictObject({
  size: z.tuple([z.int().positive(), z.int().positive()]),
  counts: z
    .string()
    .max(mostCharacters, `a mask of more than ${mostCharacters} characters is too fine; make it smoother`),
});
const verdict = z.enum(['accepted', 'rejected', 'unsure']);
const decision = z.strictObject({
  tagId: z.int().positive(),
  verdict,
  threshold: z.number().min(0).max(1).exactOptional(),
  cleanUp: cleanUpShape.exactOptional(),
  /** What the person saw: a run that has landed since must not change the pixels that they accept. */
  proposalId: z.int().positive().exactOptional(),
  /** Pixels that the person has drawn, at the picture's displayed size; only with `accepted`. */
  mask: mask.exactOptional(),
});
const stamp = {
  /** Sent again because its answer was lost, a step with the same key is not stored again. */
  requestKey: z.string().min(1).max(100).exactOptional(),
  /** The project whose tags are meant, as `GET /api/session` names it. */
  project: z.string().max(10_000).exactOptional(),
};
const step = z.strictObject({
  decisions: z.array(decision).min(1).max(10_000),
  /** Idle time is cut, so nobody looks for more than a day. */
  elapsedMs: z.number().min(0).max(86_400_000).exactOptional(),
  /** What the history shows the step by. */
  tool: z
    .string()
    .regex(/^[a-z][a-z-]{0,30}$/, 'a short word of small letters is needed, such as "brush"')
    .exactOptional(),
  ...stamp,
});
const turn = z.strictObject(stamp);
const choice = z.strictObject({
  verdict,
  tag: z.string().min(1).max(1000).exactOptional(),
  /** Of the normalised score, 0…1; one below 0 leaves nothing out that has a proposal. */
  minScore: z.number().min(-1).max(1).exactOptional(),
  belowScore: z.number().min(-1).max(1).exactOptional(),
  include: z.enum(['proposed', 'all']).exactOptional(),
});
const preview = z.strictObject({ count: z.int().nonnegative(), fingerprint: z.string().max(64) });
const bulk = choice.extend({
  /** What the preview has answered and the person has confirmed. */
  expect: preview.exactOptional(),
  ...stamp,
});

/** The answer leaves only after the transaction is on disk: what a person has seen acknowledged survives a crash. */
export function decisionRoutes(workspace: Workspace) {
  const answer = async (c: Context<AppEnv>, order: StepOrder) => {
    const result = await takeStep(workspace.project, order);
    tellOfAction(workspace, c, result);
    return c.json<ActionResult>(result);
  };
  return new Hono<AppEnv>()
    .post('/decisions', validate('json', step), (c) => {
      const { project, ...decided } = c.req.valid('json');
      if (project !== undefined) requireProject(workspace, project);
      return answer(c, { kind: 'decide', request: { reviewer: c.get('reviewer'), ...decided } });
    })
    .post('/decisions/bulk', validate('json', bulk), (c) => {
      const { project, ...decided } = c.req.valid('json');
      if (project !== undefined) requireProject(workspace, project);
      return answer(c, { kind: 'bulk', request: { reviewer: c.get('reviewer'), ...decided } });
    })
    .post('/decisions/bulk/preview', validate('json', choice), (c) =>
      c.json<BulkPreview>(previewBulk(workspace.project, c.req.valid('json'))),
    )
    .post('/undo', validate('json', turn), (c) => {
      const { project, ...request } = c.req.valid('json');
      if (project !== undefined) requireProject(workspace, project);
      return answer(c, { kind: 'undo', reviewer: c.get('reviewer'), ...request });
    })
    .post('/redo', validate('json', turn), (c) => {
      const { project, ...request } = c.req.valid('json');
      if (project !== undefined) requireProject(workspace, project);
      return answer(c, { kind: 'redo', reviewer: c.get('reviewer'), ...request });
    });
}

/** Ids say nothing about the project: verdicts that waited while another folder was opened would land on its tags. */
function requireProject(workspace: Workspace, project: string): void {
  if (workspace.project.directory === project) return;
  throw new TagmaskError(
    'conflict',
    'other-dataset',
    `The step belongs to the project in ${project}, and ${workspace.project.directory} is open now. Open the former dataset again and decide anew.`,
  );
}
