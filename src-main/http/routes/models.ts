import { Hono } from 'hono';
import { z } from 'zod';

import { startPull, startVerify } from '../../services/model-jobs.ts';
import {
  clickWithoutModel,
  makeDefault,
  removeModel,
  viewModelLibrary,
} from '../../services/model-library/library.ts';
import type { ModelLibraryView } from '../../services/model-library/library-types.ts';
import { isKnownOrHubId, libraryName, readModelRequest } from '../../services/model-library/source.ts';
import type { JobView } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { validate } from '../validate.ts';

const name = z.string().regex(libraryName, 'a model is named by letters, digits, dots and dashes');
const named = z.object({ name });

/**
 * A page names known models and repositories of the person's own hub, never an address or a folder: with a stolen session it
 * could otherwise make the engine ask machines that only this one can reach, or copy files into the library.
 */
const wanted = z.strictObject({
  model: z.string().max(300).refine(isKnownOrHubId, 'a known name or OWNER/NAME is needed'),
  as: name.exactOptional(),
});

/** The library belongs to the person, not to a dataset: these work while none is open. */
export const modelRoutes = ({ jobs, events }: Workspace) => {
  // The session names the default model: whoever shows it has to ask again.
  const onChange = (): void => events.publish({ type: 'dataset' });
  const view = (): Promise<ModelLibraryView> => viewModelLibrary();
  return new Hono<AppEnv>()
    .get('/models', async (c) => c.json<ModelLibraryView>(await view()))
    .post('/models/pull', validate('json', wanted), (c) => {
      const { model, as } = c.req.valid('json');
      return c.json<JobView>(startPull(readModelRequest(model, as), { jobs, onChange }));
    })
    .post('/models/:name/verify', validate('param', named), (c) =>
      c.json<JobView>(startVerify(c.req.valid('param').name, { jobs })),
    )
    .put('/models/default', validate('json', z.strictObject({ name })), async (c) => {
      makeDefault(c.req.valid('json').name);
      onChange();
      return c.json<ModelLibraryView>(await view());
    })
    .put('/models/clicking', validate('json', z.strictObject({ name: z.null() })), async (c) => {
      clickWithoutModel();
      onChange();
      return c.json<ModelLibraryView>(await view());
    })
    .delete('/models/:name', validate('param', named), async (c) => {
      await removeModel(c.req.valid('param').name);
      onChange();
      return c.json<ModelLibraryView>(await view());
    });
};
