import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';

import { correctCaption, writeCaption } from '../../services/caption-edit.ts';
import type { Project } from '../../services/project.ts';
import { rescoreEdited } from '../../services/rescore.ts';
import { takeEdit } from '../../services/steps.ts';
import { addTag, editTagText, splitTag } from '../../services/tag-edit.ts';
import type { ActionResult } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { tellOfAction } from '../tell-of-action.ts';
import { idInPath, validate } from '../validate.ts';

/** What is too long for a tag or a caption is told by the services, in words; this only bounds the work. */
const anyText = z.string().max(200_000);
const written = z.strictObject({ text: anyText });
const place = z.int().nonnegative();
const retitled = z.strictObject({
  text: anyText,
  /** The words to join, from the first one's start to the last one's end, in UTF-16 code units. */
  span: z.strictObject({ captionId: z.int().positive(), start: place, end: place }).exactOptional(),
});

/** Edits of tags and captions; each is a step of undo like a verdict, and takes its turn among the person's others. */
export function captionRoutes(workspace: Workspace) {
  const answer = async (
    c: Context<AppEnv>,
    edit: (project: Project, by: { readonly reviewer: string }) => ActionResult,
  ) => {
    const { project, prelabeler, jobs } = workspace;
    const reviewer = c.get('reviewer');
    const result = await takeEdit(project, reviewer, () => {
      const edited = edit(project, { reviewer });
      // In the same turn: after it another dataset may be open.
      rescoreEdited({ prelabeler, jobs }, edited);
      return edited;
    });
    tellOfAction(workspace, c, result);
    return c.json<ActionResult>(result);
  };
  return new Hono<AppEnv>()
    .post('/tags/:id/text', validate('param', idInPath), validate('json', retitled), (c) => {
      const { id: tagId } = c.req.valid('param');
      const edit = c.req.valid('json');
      return answer(c, (project, by) => editTagText(project, { ...by, ...edit, tagId }));
    })
    .post('/tags/:id/split', validate('param', idInPath), (c) => {
      const { id: tagId } = c.req.valid('param');
      return answer(c, (project, by) => splitTag(project, { ...by, tagId }));
    })
    .post('/pictures/:id/tags', validate('param', idInPath), validate('json', written), (c) => {
      const { id: pictureId } = c.req.valid('param');
      const { text } = c.req.valid('json');
      return answer(c, (project, by) => addTag(project, { ...by, pictureId, text }));
    })
    .post('/pictures/:id/captions', validate('param', idInPath), validate('json', written), (c) => {
      const { id: pictureId } = c.req.valid('param');
      const { text } = c.req.valid('json');
      return answer(c, (project, by) => writeCaption(project, { ...by, pictureId, text }));
    })
    .put('/captions/:id', validate('param', idInPath), validate('json', written), (c) => {
      const { id: captionId } = c.req.valid('param');
      const { text } = c.req.valid('json');
      return answer(c, (project, by) => correctCaption(project, { ...by, captionId, text }));
    });
}
