import { join } from 'node:path';

import { Hono } from 'hono';
import { bodyLimit as limitBodyTo } from 'hono/body-limit';

import { TagmaskError } from '../../models/errors.ts';
import { cacheFolder } from '../services/paths.ts';
import { PreviewCache } from '../services/preview-cache.ts';
import type { Workspace } from '../services/workspace.ts';
import { onlyLoopbackHost, onlyOwnPages, onlyWithToken } from './access.ts';
import type { Access } from './access.ts';
import type { AppEnv } from './context.ts';
import { answerError, answerNotFound } from './errors.ts';
import { secureHeaders } from './headers.ts';
import { inTurn } from './in-turn.ts';
import { nameReviewer } from './reviewer.ts';
import { adminRoutes } from './routes/admin.ts';
import { captionRoutes } from './routes/captions.ts';
import { captionsInRoutes } from './routes/captions-in.ts';
import { compareRoutes } from './routes/compare.ts';
import { datasetRoutes } from './routes/datasets.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { eventRoutes } from './routes/events.ts';
import { evaluationRoutes } from './routes/evaluations.ts';
import { exportRoutes } from './routes/exports.ts';
import { historyRoutes } from './routes/history.ts';
import { jobRoutes } from './routes/jobs.ts';
import { libraryRoutes } from './routes/library.ts';
import { modelRoutes } from './routes/models.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { runRoutes } from './routes/runs.ts';
import { segmentRoutes } from './routes/segment.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { sheetRoutes } from './routes/sheet.ts';
import { trainingRoutes } from './routes/trainings.ts';
import { serveWindow } from './static.ts';
import { onlyJsonBodies } from './validate.ts';

/** A step of 10,000 verdicts is under 1 MB; only masks that a person has drawn are larger. */
const bodyLimit = limitBody(1);
const bodyLimitOfMasks = limitBody(16);

export interface AppOptions {
  readonly workspace: Workspace;
  readonly access: Access;
  /** The built window. */
  readonly staticFolder: string;
  /** Opens the routes of the desktop's main process; without it there are none. */
  readonly shellSecret?: string;
  readonly log?: (error: unknown) => void;
}

/** The engine's one way in: the same for a socket, a pipe and a call within the process (`app.request`). */
export function createApp({ workspace, access, staticFolder, shellSecret, log = logToStderr }: AppOptions) {
  const app = new Hono<AppEnv>()
    .onError(answerError(log))
    .notFound(answerNotFound)
    .use(secureHeaders, onlyLoopbackHost, onlyOwnPages, onlyWithToken(access))
    .use(
      '/api/*',
      (c, next) => (c.req.path === '/api/decisions' ? bodyLimitOfMasks(c, next) : bodyLimit(c, next)),
      onlyJsonBodies,
      nameReviewer(() => workspace.reviewer),
      inTurn(workspace),
    );
  if (shellSecret !== undefined) app.route('/api/admin', adminRoutes(workspace, shellSecret));
  const withApi = app.route('/api', createApi(workspace));
  withApi.use(serveWindow(staticFolder));
  return withApi;
}

function createApi(workspace: Workspace) {
  const previews = new PreviewCache(join(cacheFolder(), 'previews'));
  return new Hono<AppEnv>()
    .route('/', sessionRoutes(workspace))
    .route('/', settingsRoutes(workspace))
    .route('/', datasetRoutes(workspace))
    .route('/', captionsInRoutes(workspace))
    .route('/', pictureRoutes(workspace, previews))
    .route('/', segmentRoutes(workspace))
    .route('/', libraryRoutes(workspace))
    .route('/', decisionRoutes(workspace))
    .route('/', captionRoutes(workspace))
    .route('/', historyRoutes(workspace))
    .route('/', sheetRoutes(workspace, previews))
    .route('/', runRoutes(workspace))
    .route('/', compareRoutes(workspace))
    .route('/', modelRoutes(workspace))
    .route('/', trainingRoutes(workspace))
    .route('/', jobRoutes(workspace))
    .route('/', exportRoutes(workspace))
    .route('/', evaluationRoutes(workspace))
    .route('/', eventRoutes(workspace));
}

/** For the typed client: `hc<Api>(origin)` and then `client.api.session.$get()`. */
export type Api = ReturnType<typeof createApp>;

function limitBody(megabytes: number) {
  return limitBodyTo({
    maxSize: megabytes * 1024 * 1024,
    onError: () => {
      const message = `The request is larger than ${megabytes} MB: send the decisions in smaller steps, and masks that are less fine.`;
      throw new TagmaskError('input', 'too-large', message);
    },
  });
}

function logToStderr(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
