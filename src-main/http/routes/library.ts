import { Hono } from 'hono';
import { z } from 'zod';

import { viewLibrary } from '../../services/library.ts';
import type { LibraryView, SavedFilter } from '../../services/library-types.ts';
import { changeFilter, deleteFilter, saveFilter } from '../../services/saved-filters.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { queryInBody } from '../picture-query.ts';
import { idInPath, validate } from '../validate.ts';

const name = z.string().trim().min(1).max(200);
const whole = z.strictObject({ name, query: queryInBody });
const change = z.strictObject({ name: name.optional(), query: queryInBody.optional() });

export const libraryRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/library', (c) => c.json<LibraryView>(viewLibrary(workspace.project)))
    .post('/library/filters', validate('json', whole), (c) =>
      c.json<SavedFilter>(saveFilter(workspace.project, c.req.valid('json'))),
    )
    .patch('/library/filters/:id', validate('param', idInPath), validate('json', change), (c) => {
      changeFilter(workspace.project, c.req.valid('param').id, c.req.valid('json'));
      return c.json<LibraryView>(viewLibrary(workspace.project));
    })
    .delete('/library/filters/:id', validate('param', idInPath), (c) => {
      deleteFilter(workspace.project, c.req.valid('param').id);
      return c.json<LibraryView>(viewLibrary(workspace.project));
    });
