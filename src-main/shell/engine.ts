import { app } from 'electron';

import { showFailure } from './dialogs.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { findNode } from './find-node.ts';
import { appRoot, enginePath, folderArgument } from './places.ts';

/** Starts the engine; where it will not run, the person hears why and the app ends. */
export function setupEngine(): EngineSupervisor {
  const folder = folderArgument(process.argv, app.isPackaged);
  const places = { root: appRoot(), platform: process.platform, arch: process.arch };
  const resources = app.isPackaged ? process.resourcesPath : undefined;
  const engine = new EngineSupervisor({
    node: findNode({ ...places, resources }),
    entry: enginePath(),
    ...(folder === undefined ? {} : { folder }),
    onGivenUp: (sentence) => {
      showFailure(sentence);
      app.quit();
    },
  });
  engine.start();
  return engine;
}
