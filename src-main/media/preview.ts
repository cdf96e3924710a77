import { toOpaqueRgb } from './decode.ts';
import { decoding, openPicture } from './open-picture.ts';

export interface Preview {
  readonly data: Uint8Array;
  readonly contentType: string;
}

/**
 * The picture as the window shows it: upright, the longer side at most `maxSidePx`, never enlarged, and with the same
 * background behind transparent pixels that the model sees. The source's metadata (places, names) stays behind.
 * @throws TagmaskError as `openPicture` and `decoding`
 */
export async function renderPreview(path: string, maxSidePx: number): Promise<Preview> {
  const { image } = await openPicture(path);
  const small = toOpaqueRgb(image).resize({
    width: maxSidePx,
    height: maxSidePx,
    fit: 'inside',
    withoutEnlargement: true,
  });
  const data = await decoding(path, small.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer());
  return { data, contentType: 'image/jpeg' };
}
