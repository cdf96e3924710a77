/** `app://tagmask/…` → the engine. A function Request → Response: nothing here needs Electron. */
import { forwardToPipe } from '../http/forward.ts';
import type { EngineConnection } from './engine-supervisor.ts';

export const appOrigin = 'app://tagmask';

/** All that a page may tell the engine about its request; a cookie or a secret of the shell is not among it. */
const headersPassed = [
  'accept',
  'content-type',
  'if-none-match',
  'range',
  'last-event-id',
  'x-tagmask-reviewer',
];

/** The handler for the app's own scheme; `connection` is asked anew each time, since engines come and go. */
export const handleAppRequest =
  (connection: () => EngineConnection | null) =>
  async (request: Request): Promise<Response> => {
    const { host, pathname } = new URL(request.url);
    const origin = request.headers.get('origin');
    if (host !== 'tagmask' || (origin !== null && origin !== appOrigin)) {
      return refuse(
        403,
        'foreign-page',
        'The request came from another page: Tagmask answers only to its own.',
      );
    }
    if (pathname.startsWith('/api/admin')) {
      return refuse(
        403,
        'shell-only',
        'Only the desktop app itself may do this: choose the folder in its dialog.',
      );
    }
    const engine = connection();
    if (engine === null) return engineAway();
    try {
      return await forwardToPipe(request, engine, Object.fromEntries(headersOf(request)));
    } catch (error) {
      // An abort is the page's own doing and not the engine's absence.
      if (request.signal.aborted) throw error;
      return engineAway();
    }
  };

const headersOf = (request: Request): [string, string][] =>
  headersPassed.flatMap((name): [string, string][] => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value]];
  });

const engineAway = (): Response =>
  refuse(
    503,
    'engine-away',
    'The engine is starting again; nothing that was decided is lost. Try again in a moment.',
  );

function refuse(status: number, code: string, message: string): Response {
  const headers = { 'cache-control': 'no-store', ...(status === 503 ? { 'retry-after': '1' } : {}) };
  return Response.json({ error: { code, message } }, { status, headers });
}
