import { contextBridge, ipcRenderer } from 'electron';

/** All that the page gets from the desktop; everything else goes over HTTP. */
const bridge = {
  /** Opens the system's dialog; gives the root to open with `POST /api/dataset`, or null where the person thought better of it. */
  chooseFolder: (): Promise<{ readonly id: string; readonly name: string } | null> =>
    ipcRenderer.invoke('choose-folder'),
};

export type DesktopBridge = typeof bridge;

contextBridge.exposeInMainWorld('tagmask', bridge);
