export type Door = { readonly door: 'desktop' } | { readonly door: 'browser'; readonly why: string };

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** undefined where the system has no user ids. */
  readonly userId: number | undefined;
}

/** Whether it is worth fetching Electron at all; `why` completes "Tagmask is in the browser, since …". */
export function chooseDoor({ platform, env, userId }: Surroundings): Door {
  if (env['TAGMASK_DOOR'] === 'browser') return inBrowser('TAGMASK_DOOR says so');
  const needsServer = platform === 'linux' || platform === 'freebsd' || platform === 'openbsd';
  if (needsServer && isEmpty(env['DISPLAY']) && isEmpty(env['WAYLAND_DISPLAY']))
    return inBrowser('there is no display');
  // Chromium's sandbox does not start for root, and without it the desktop app is not safe.
  if (platform === 'linux' && userId === 0) return inBrowser('the desktop app does not run as root');
  return { door: 'desktop' };
}

const inBrowser = (why: string): Door => ({ door: 'browser', why });
const isEmpty = (text: string | undefined): boolean => text === undefined || text === '';
