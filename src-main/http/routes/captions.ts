import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';

import { correctCaption, writeCaption } from '../../services/caption-edit.ts';
import { addTag, editTagText, splitTag } from '../../services/tag-edit.ts';
import type { ActionResult } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { tellOfAction } from '../tell-of-action.ts';
import { idInPath, validate } from '../validate.ts';

/** What is too long for a tag or a caption is told by the services, in words; this only bounds the work. */
const text = z.string().max(200_000);
const written = z.strictObject({ text });
const place = z.int().nonnegative();
const retitled = z.strictObject({
  text,
  /** The words to join, from the first one's start to the last one's end, in UTF-16 code units. */
  span: z.strictObject({ captionId: z.int().positive(), start: place, end: place }).exactOptional(),
});

/** Edits of tags and captions; each is a step of undo like a verdict. */
export function captionRoutes(workspace: Workspace) {
  const answer = (c: Context<AppEnv>, result: ActionResult) => {
    tellOfAction(workspace, c, result);
    for (const { pictureId } of result.edited ?? []) workspace.prelabeler.rescore(pictureId);
    return c.json<ActionResult>(result);
  };
  return new Hono<AppEnv>()
    .post('/tags/:id/text', validate('param', idInPath), validate('json', retitled), (c) => {
      const edit = { tagId: c.req.valid('param').id, reviewer: c.get('reviewer'), ...c.req.valid('json') };
      return answer(c, editTagText(workspace.project, edit));
    })
    .post('/tags/:id/split', validate('param', idInPath), (c) => {
      const tagId = c.req.valid('param').id;
      return answer(c, splitTag(workspace.project, { tagId, reviewer: c.get('reviewer') }));
    })
    .post('/pictures/:id/tags', validate('param', idInPath), validate('json', written), (c) => {
      const added = {
        pictureId: c.req.valid('param').id,
        reviewer: c.get('reviewer'),
        ...c.req.valid('json'),
      };
      return answer(c, addTag(workspace.project, added));
    })
    .post('/pictures/:id/captions', validate('param', idInPath), validate('json', written), (c) => {
      const added = {
        pictureId: c.req.valid('param').id,
        reviewer: c.get('reviewer'),
        ...c.req.valid('json'),
      };
      return answer(c, writeCaption(workspace.project, added));
    })
    .put('/captions/:id', validate('param', idInPath), validate('json', written), (c) => {
      const corrected = {
        captionId: c.req.valid('param').id,
        reviewer: c.get('reviewer'),
        ...c.req.valid('json'),
      };
      return answer(c, correctCaption(workspace.project, corrected));
    });
}
