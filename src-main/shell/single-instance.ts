import { app, BrowserWindow } from 'electron';

/** One app for one person: starting it again shows the window that is there. False in the second one, which is ending. */
export function setupSingleInstance(): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  return true;
}
