import { Hono } from 'hono';
import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import type { Prompts } from '../../../models/segment-anything/index.ts';
import { readHint } from '../../services/segment/hint.ts';
import type { ClickingModelView, SegmentView } from '../../services/segment/segment-types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { findShownFile } from '../shown-file.ts';
import { idInPath, validate } from '../validate.ts';

/** Far outside of any picture is harmless, but no number at all is not. */
const place = z.number().min(-100_000).max(100_000);
const length = z.number().min(0).max(200_000);
const prompts = z.strictObject({
  /** In picture pixels, in the order of the clicks; 1 on the object, 0 on what is not it. */
  points: z
    .array(z.strictObject({ x: place, y: place, label: z.literal([0, 1]) }))
    .max(100)
    .default([]),
  box: z.strictObject({ x: place, y: place, width: length, height: length }).exactOptional(),
  /** The tag whose newest heat map says where the object is. */
  tagId: z.int().positive().exactOptional(),
});

/** Segmentation by clicks with a model of the library. Without one the answer says so, and nothing is looked for. */
export const segmentRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/segment', (c) => c.json<ClickingModelView>({ model: workspace.segmenter.model }))
    /** Without prompts the picture is prepared, which may take a while: whoever goes on aborts the request, and that ends. */
    .post('/pictures/:id/segment', validate('param', idInPath), validate('json', prompts), async (c) => {
      const { project, segmenter } = workspace;
      const { model } = segmenter;
      if (model === null) return c.json<SegmentView>({ model, mask: null, predictedIou: null });
      const { id } = c.req.valid('param');
      const { points, box, tagId } = c.req.valid('json');
      const { path, version, size } = await findShownFile(project, id);
      if (size === null) throw unreadable(path);
      const picture = { key: `${path}:${version}`, file: path, size };
      const { signal } = c.req.raw;
      if (points.length === 0 && box === undefined && tagId === undefined) {
        await segmenter.prepare(model, picture, signal);
        return c.json<SegmentView>({ model, mask: null, predictedIou: null });
      }
      const said: Prompts = {
        clicks: points.map(({ x, y, label }) => ({ x, y, positive: label === 1 })),
        ...(box === undefined ? {} : { box }),
        ...(tagId === undefined ? {} : { hint: readHint(project.db, { pictureId: id, tagId }) }),
      };
      const found = await segmenter.segment(model, { picture, prompts: said }, signal);
      return c.json<SegmentView>({ model, ...found });
    });

const unreadable = (path: string): TagmaskError =>
  new TagmaskError(
    'input',
    'picture-unreadable',
    `${path} could not be read when it was scanned: import again once it can.`,
  );
