import { Hono } from 'hono';
import { z } from 'zod';

import { decide, decideBulk, previewBulk, redo, undo } from '../../services/review.ts';
import type { BulkPreview } from '../../services/sheet-types.ts';
import type { ActionResult } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { validate } from '../validate.ts';

const verdict = z.enum(['accepted', 'rejected', 'unsure']);
const decision = z.strictObject({
  tagId: z.int().positive(),
  verdict,
  threshold: z.number().min(0).max(1).exactOptional(),
  /** What the person saw: a run that has landed since must not change the pixels that they accept. */
  proposalId: z.int().positive().exactOptional(),
});
const step = z.strictObject({
  decisions: z.array(decision).min(1).max(10_000),
  elapsedMs: z.number().nonnegative().exactOptional(),
});
const choice = z.strictObject({
  verdict,
  tag: z.string().min(1).max(1000).exactOptional(),
  minScore: z.number().min(-1).max(1).exactOptional(),
  belowScore: z.number().min(-1).max(1).exactOptional(),
  include: z.enum(['proposed', 'all']).exactOptional(),
});
const preview = z.strictObject({ count: z.int().nonnegative(), fingerprint: z.string().max(64) });
const bulk = choice.extend({
  /** What the preview has answered and the person has confirmed. */
  expect: preview.exactOptional(),
});

/** The answer leaves only after the transaction is on disk: what a person has seen acknowledged survives a crash. */
export const decisionRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .post('/decisions', validate('json', step), (c) =>
      c.json<ActionResult>(
        decide(workspace.project, { reviewer: c.get('reviewer'), ...c.req.valid('json') }),
      ),
    )
    .post('/decisions/bulk', validate('json', bulk), (c) =>
      c.json<ActionResult>(
        decideBulk(workspace.project, { reviewer: c.get('reviewer'), ...c.req.valid('json') }),
      ),
    )
    .post('/decisions/bulk/preview', validate('json', choice), (c) =>
      c.json<BulkPreview>(previewBulk(workspace.project, c.req.valid('json'))),
    )
    .post('/undo', (c) => c.json<ActionResult>(undo(workspace.project, { reviewer: c.get('reviewer') })))
    .post('/redo', (c) => c.json<ActionResult>(redo(workspace.project, { reviewer: c.get('reviewer') })));
