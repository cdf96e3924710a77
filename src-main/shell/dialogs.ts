import { dialog, ipcMain } from 'electron';
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';

import { appOrigin } from './app-protocol.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';
import { offerFolder } from './offer-folder.ts';
import type { OfferedRoot } from './offer-folder.ts';

/** The system's folder dialog for the page, which never learns the path: it gets the id of a root. */
export function setupDialogs(window: BrowserWindow, engine: EngineSupervisor): void {
  ipcMain.handle('choose-folder', async (event): Promise<OfferedRoot | null> => {
    if (!isOurPage(event)) throw new Error('Only the app’s own page may ask for a folder.');
    const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory'] });
    const [folder] = filePaths;
    if (canceled || folder === undefined) return null;
    if (engine.connection === null)
      throw new Error('The engine is starting again: choose the folder in a moment.');
    return offerFolder(engine.connection, folder);
  });
}

export function showFailure(sentence: string): void {
  dialog.showErrorBox('Tagmask', sentence);
}

/** A frame of another origin inside our page must not open dialogs in our name. */
const isOurPage = ({ senderFrame }: IpcMainInvokeEvent): boolean =>
  senderFrame !== null && senderFrame.url.startsWith(`${appOrigin}/`);
