import { Hono } from 'hono';
import { z } from 'zod';

import { listCaptionCandidates } from '../../services/caption-candidates.ts';
import { previewCaptions } from '../../services/caption-preview.ts';
import type { CaptionCandidates, CaptionPreview } from '../../services/caption-preview-types.ts';
import type { Workspace } from '../../services/workspace.ts';
import { captionMap } from '../caption-map.ts';
import type { AppEnv } from '../context.ts';
import { validate } from '../validate.ts';

const choice = z.strictObject({ file: z.string().min(1).max(4096), map: captionMap.exactOptional() });

/** Captions that are about to come in: where they may be, and what they look like. */
export const captionsInRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/dataset/captions', async (c) =>
      c.json<CaptionCandidates>(await listCaptionCandidates(workspace.project.folder)),
    )
    .post('/dataset/captions/preview', validate('json', choice), async (c) =>
      c.json<CaptionPreview>(await previewCaptions(workspace.project, c.req.valid('json'))),
    );
