import { Hono } from 'hono';
import { z } from 'zod';

import { requireLibraryName } from '../../services/model-library/library.ts';
import { libraryName } from '../../services/model-library/source.ts';
import { trainingPairsNames, trainingPresetNames } from '../../services/trainings/presets.ts';
import type { TrainingRequest, TrainingView } from '../../services/trainings/types.ts';
import type { JobView } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { queryInBody } from '../picture-query.ts';
import { validate } from '../validate.ts';

const name = z.string().regex(libraryName, 'a model is named by letters, digits, dots and dashes');
const named = z.object({ name });
const measured = z.strictObject({
  pairs: z.enum(trainingPairsNames),
  query: queryInBody.exactOptional(),
  base: name.exactOptional(),
  preset: z.enum(trainingPresetNames),
});
const wanted = measured.extend({ name });

interface TrainingsView {
  readonly trainings: readonly TrainingView[];
}

export const trainingRoutes = (workspace: Workspace) => {
  const { trainings } = workspace;
  const view = async (): Promise<TrainingsView> => ({ trainings: await trainings.list() });
  /** A page names no folders: a bare name could be one of the engine's own working folder. */
  const read = <Wanted extends Omit<TrainingRequest, 'name'>>(request: Wanted): Wanted => {
    if (request.base !== undefined) requireLibraryName(request.base);
    return request;
  };
  return new Hono<AppEnv>()
    .get('/trainings', async (c) => c.json<TrainingsView>(await view()))
    .post('/trainings', validate('json', wanted), async (c) => {
      const request = read(c.req.valid('json'));
      return c.json<TrainingView>(await trainings.start(request, workspace.trainingData(request)));
    })
    .post('/trainings/estimate', validate('json', measured), async (c) => {
      const request = read(c.req.valid('json'));
      return c.json<JobView>(await trainings.estimate(request, workspace.trainingData(request)));
    })
    .post('/trainings/:name/pause', validate('param', named), (c) =>
      c.json<TrainingView>(trainings.pause(c.req.valid('param').name)),
    )
    .post('/trainings/:name/go-on', validate('param', named), async (c) =>
      c.json<TrainingView>(await trainings.goOn(c.req.valid('param').name)),
    )
    .delete('/trainings/:name', validate('param', named), async (c) => {
      await trainings.discard(c.req.valid('param').name);
      return c.json<TrainingsView>(await view());
    });
};
