import { segmentByClicks } from '../../../models/masks/edit/index.ts';
import type { RgbaPixels } from '../../../models/masks/edit/index.ts';
import type { FinderAnswer, FinderRequest } from './object-finder.ts';

let picture: RgbaPixels | null = null;

addEventListener('message', ({ data }: MessageEvent<FinderRequest>) => {
  if (data.kind === 'picture') picture = data.picture;
  else if (picture !== null) answer(picture, data);
});

function answer(colours: RgbaPixels, { id, clicks }: Extract<FinderRequest, { kind: 'find' }>): void {
  try {
    const object = segmentByClicks(colours, clicks);
    tell({ id, object }, [object.data.buffer]);
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) }, []);
  }
}

const tell = (message: FinderAnswer, transfer: Transferable[]): void => postMessage(message, { transfer });
