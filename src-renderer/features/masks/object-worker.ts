import { findObject, studyPicture } from '../../../models/masks/edit/index.ts';
import type { RgbaPixels, StudiedPicture } from '../../../models/masks/edit/index.ts';
import type { FinderAnswer, FinderRequest } from './object-finder.ts';

let picture: RgbaPixels | null = null;
/** What every question about the picture needs; only the first one waits for it. */
let studied: StudiedPicture | null = null;

addEventListener('message', ({ data }: MessageEvent<FinderRequest>) => {
  if (data.kind === 'picture') [picture, studied] = [data.picture, null];
  else if (picture !== null) answer(picture, data);
});

function answer(colours: RgbaPixels, { id, clicks }: Extract<FinderRequest, { kind: 'find' }>): void {
  try {
    studied ??= studyPicture(colours);
    const object = findObject(studied, clicks);
    tell({ id, object }, [object.data.buffer]);
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) }, []);
  }
}

const tell = (message: FinderAnswer, transfer: Transferable[]): void => postMessage(message, { transfer });
