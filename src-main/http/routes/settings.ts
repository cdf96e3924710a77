import { Hono } from 'hono';
import { z } from 'zod';

import { cleanReviewer, rememberReviewer } from '../../services/reviewer-name.ts';
import { personSettings, readSettings, writeSettings } from '../../services/settings.ts';
import type { SettingsView } from '../../services/settings-types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { windowHeader } from '../tell-of-action.ts';
import { validate } from '../validate.ts';

const name = z.strictObject({
  reviewer: z
    .string()
    .transform((text) => cleanReviewer(text) ?? '')
    .refine((text) => text !== '', 'a name has 1 to 100 characters and no line breaks'),
});

/** A person's settings belong to them, not to a dataset: these work while none is open. */
export const settingsRoutes = ({ events }: Pick<Workspace, 'events'>) =>
  new Hono<AppEnv>()
    .get('/settings', (c) => c.json<SettingsView>(readSettings(c.get('reviewer'))))
    .put('/settings', validate('json', personSettings), (c) => {
      const reviewer = c.get('reviewer');
      const view = writeSettings(reviewer, c.req.valid('json'));
      const from = c.req.header(windowHeader);
      events.publish({ type: 'settings', reviewer, ...(from === undefined ? {} : { from }) });
      return c.json<SettingsView>(view);
    })
    .put('/settings/reviewer', validate('json', name), (c) => {
      const { reviewer } = c.req.valid('json');
      rememberReviewer(reviewer);
      return c.json<SettingsView>(readSettings(reviewer));
    });
