import type { HeaderReader, PictureHeader } from './types.ts';

/**
 * The simple layouts of WebP (RFC 9649, 2.5 and 2.6), one lossy or lossless picture and nothing else. The extended one,
 * which may be turned or animated, is for the decoder.
 */
export const readWebpHeader: HeaderReader = (head, fileSizeBytes) => {
  if (head.length < 30 || head.readUInt32LE(4) + 8 !== fileSizeBytes) return null;
  const kind = head.toString('latin1', 12, 16);
  const length = head.readUInt32LE(16);
  if (20 + length + (length % 2) !== fileSizeBytes) return null;
  if (kind === 'VP8 ') return readLossy(head.subarray(20), length);
  return kind === 'VP8L' ? readLossless(head.subarray(20)) : null;
};

/** RFC 6386, 9.1: a key frame that is shown; the scaling above the sizes' 14 bits is for nobody. */
function readLossy(frame: Buffer, length: number): PictureHeader | null {
  const tag = frame.readUIntLE(0, 3);
  const [isInterFrame, version, isShown, partition] = [tag & 1, (tag >> 1) & 7, (tag >> 4) & 1, tag >> 5];
  if (isInterFrame === 1 || version > 3 || isShown === 0 || partition + 10 > length) return null;
  if (frame.readUIntBE(3, 3) !== 0x9d012a) return null;
  return upright(frame.readUInt16LE(6) & 0x3fff, frame.readUInt16LE(8) & 0x3fff);
}

/** RFC 9649, 3.4. */
function readLossless(frame: Buffer): PictureHeader | null {
  const bits = frame.readUInt32LE(1);
  if (frame[0] !== 0x2f || bits >>> 29 !== 0) return null;
  return upright((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
}

const upright = (width: number, height: number): PictureHeader | null =>
  width === 0 || height === 0 ? null : { width, height, orientation: 1 };
