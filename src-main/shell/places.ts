import { fileURLToPath } from 'node:url';

/** Where the built parts lie, seen from out/main/. */
const fromBuild = (path: string): string => fileURLToPath(new URL(path, buildFolder()));

export const enginePath = (): string => fromBuild('engine.js');
export const preloadPath = (): string => fromBuild('../preload/preload.cjs');
export const appRoot = (): string => fromBuild('../../');

/** This file may be built into `out/main/index.js` or into a chunk below it. */
function buildFolder(): URL {
  const here = import.meta.url;
  const end = here.lastIndexOf('/out/main/');
  if (end < 0)
    throw new Error(`The desktop app runs from out/main/ only, not from ${here}: run "npm run build" first.`);
  return new URL(`${here.slice(0, end)}/out/main/`);
}

/** The dataset that the person named: the first argument that is none of Electron's own, nor in a checkout the app's folder. */
export function folderArgument(argv: readonly string[], isPackaged: boolean): string | undefined {
  return argv.slice(isPackaged ? 1 : 2).find((argument) => !argument.startsWith('-'));
}
