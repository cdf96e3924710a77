import { findObject, selectSimilar, studyPicture } from '../../../models/masks/edit/index.ts';
import type {
  Clicks,
  Point,
  RgbaPixels,
  SimilarOptions,
  StudiedPicture,
} from '../../../models/masks/edit/index.ts';
import { rleFromBitmap } from '../../../models/masks/index.ts';
import type { Bitmap, Rle, Size } from '../../../models/masks/index.ts';
import type { Answer, Question } from './worker-calls.ts';

/** What takes a second on a large picture: reading its colours, and looking at all of them. */
export type PictureQuestion =
  | { readonly kind: 'read'; readonly url: string; readonly size: Size }
  | ({ readonly kind: 'select'; readonly pixels: RgbaPixels; readonly point: Point } & SimilarOptions)
  | { readonly kind: 'find'; readonly pixels: RgbaPixels; readonly clicks: Clicks };

/** The colours go back to where they came from: they are moved, never copied. */
export interface PictureAnswer {
  readonly pixels: RgbaPixels;
  readonly selection?: Rle;
  readonly object?: Bitmap;
}

/** What every question about the picture that was read last needs: only the first one waits for it. */
let studied: StudiedPicture | null = null;

addEventListener('message', ({ data: { id, asked } }: MessageEvent<Question<PictureQuestion>>) => {
  answer(asked).then(
    (said) =>
      tell(
        { id, said },
        [said.pixels, said.object].flatMap((moved) => moved?.data.buffer ?? []),
      ),
    (error: unknown) => tell({ id, error: error instanceof Error ? error.message : String(error) }, []),
  );
});

const tell = (message: Answer<PictureAnswer>, moved: Transferable[]): void =>
  postMessage(message, { transfer: moved });

async function answer(asked: PictureQuestion): Promise<PictureAnswer> {
  if (asked.kind === 'read') {
    studied = null;
    return { pixels: await readPixels(asked.url, asked.size) };
  }
  const { pixels } = asked;
  if (asked.kind === 'find') {
    studied ??= studyPicture(pixels);
    return { pixels, object: findObject({ ...studied, picture: pixels }, asked.clicks) };
  }
  return { pixels, selection: rleFromBitmap(selectSimilar(pixels, asked.point, asked)) };
}

/** An engine that draws smaller pictures than this one is has its pixels enlarged: each mask pixel needs a colour. */
async function readPixels(url: string, { width, height }: Size): Promise<RgbaPixels> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The picture could not be loaded (status ${response.status}).`);
  const image = await createImageBitmap(await response.blob());
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The picture’s colours could not be read.');
  context.drawImage(image, 0, 0, width, height);
  image.close();
  // An ImageData would be copied where it is sent; its bytes alone are moved.
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
