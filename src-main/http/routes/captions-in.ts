import { Hono } from 'hono';
import { z } from 'zod';

import { listCaptionCandidates } from '../../services/caption-candidates.ts';
import { previewCaptions } from '../../services/caption-preview.ts';
import type { CaptionCandidates, CaptionPreview } from '../../services/caption-preview-types.ts';
import { findReleasedRoot } from '../../services/released/root.ts';
import type { Workspace } from '../../services/workspace.ts';
import { captionMap } from '../caption-map.ts';
import type { AppEnv } from '../context.ts';
import { validate } from '../validate.ts';

const choice = z.strictObject({ file: z.string().min(1).max(4096), map: captionMap.exactOptional() });

/** Captions that are about to come in: where they may be, and what they look like. */
export const captionsInRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/dataset/captions', async (c) => {
      const { project } = workspace;
      // A JSON a picture is no choice, and a hundred thousand of them are none to look through.
      const released = await findReleasedRoot(project);
      const without = released === null ? [] : [released.tags, released.masks];
      return c.json<CaptionCandidates>(await listCaptionCandidates(project.folder, { without }));
    })
    .post('/dataset/captions/preview', validate('json', choice), async (c) =>
      c.json<CaptionPreview>(await previewCaptions(workspace.project, c.req.valid('json'))),
    );
