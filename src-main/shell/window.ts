import { BrowserWindow, session } from 'electron';

import { appOrigin } from './app-protocol.ts';

/** The window may show the app's own pages and nothing else, and asks the system for nothing. */
export function setupWindow(preload: string): BrowserWindow {
  denyPermissions();
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    backgroundColor: '#1b1b1b',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  denyNavigation(window);
  window.once('ready-to-show', () => window.show());
  return window;
}

/** A caption that gets a link into the page must not turn the app into a browser with our preload bridge. */
function denyNavigation({ webContents }: BrowserWindow): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { preventDefault: () => void }, url: string): void => {
    if (!url.startsWith(`${appOrigin}/`)) event.preventDefault();
  };
  webContents.on('will-navigate', (event) => stay(event, event.url));
  webContents.on('will-redirect', (event) => stay(event, event.url));
  webContents.on('will-attach-webview', (event) => event.preventDefault());
}

function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
}
