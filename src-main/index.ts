/** The desktop app's main process: it starts the engine, shows the window and forwards between them. */
import { app } from 'electron';

import { appOrigin } from './shell/app-protocol.ts';
import { setupDialogs } from './shell/dialogs.ts';
import { setupEngine } from './shell/engine.ts';
import { setupMenu } from './shell/menu.ts';
import { preloadPath } from './shell/places.ts';
import { registerAppScheme, setupProtocol } from './shell/protocol.ts';
import { setupQuit } from './shell/quit.ts';
import { setupSingleInstance } from './shell/single-instance.ts';
import { setupWindow } from './shell/window.ts';

async function showApp(): Promise<void> {
  const engine = setupEngine();
  setupQuit(engine);
  setupProtocol(engine);
  setupMenu();
  // The page's first request would find no engine.
  await engine.whenReady();
  const window = setupWindow(preloadPath());
  setupDialogs(window, engine);
  await window.loadURL(`${appOrigin}/`);
}

if (setupSingleInstance()) {
  registerAppScheme();
  // No top-level await: Electron gets ready only once this module has been evaluated.
  void app.whenReady().then(showApp);
}
