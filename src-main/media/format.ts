import { readFileEnds } from './regular-file.ts';
import type { FileEnds } from './regular-file.ts';

/** The formats that are pictures here. Decided by the first bytes: a name says nothing about what a decoder will run. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff';

const headBytes = 64;

const signatures: readonly (readonly [string, PictureFormat])[] = [
  ['ffd8ff', 'jpeg'],
  ['89504e470d0a1a0a', 'png'],
  ['474946383761', 'gif'],
  ['474946383961', 'gif'],
  ['49492a00', 'tiff'],
  ['4d4d002a', 'tiff'],
  ['49492b00', 'tiff'],
  ['4d4d002b', 'tiff'],
];

/**
 * The format of bytes that start a file; null for anything else, SVG and PDF included: they are programs that a decoder
 * runs, and an SVG can name other files.
 */
export function detectFormat(head: Uint8Array): PictureFormat | null {
  const hex = Buffer.from(head).toString('hex');
  const found = signatures.find(([signature]) => hex.startsWith(signature));
  if (found !== undefined) return found[1];
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  return text.slice(4, 8) === 'ftyp' && listBrands(text).some((brand) => /^avi[fs]$/.test(brand))
    ? 'avif'
    : null;
}

/** ISO/IEC 14496-12: the ftyp box has a major brand, a version, then the compatible brands, four characters each. */
function listBrands(text: string): string[] {
  const size = Buffer.from(text.slice(0, 4), 'latin1').readUInt32BE();
  const brands = text.slice(8, Math.min(size, headBytes)).match(/.{4}/gs) ?? [];
  return brands.filter((_, index) => index !== 1);
}

export interface FileSniff extends FileEnds {
  readonly format: PictureFormat | null;
  /** False where the end that the format prescribes is not there: the file may be cut off. */
  readonly endsWell: boolean;
}

/** Looks at a file's two ends: at its first `bytes`, and at its last. */
export async function sniffFile(path: string, bytes = headBytes): Promise<FileSniff> {
  const ends = await readFileEnds(path, bytes);
  const format = detectFormat(ends.head.subarray(0, headBytes));
  return { ...ends, format, endsWell: format !== null && endsWell(format, ends.tail) };
}

/** Only JPEG and PNG end with a mark; the other decoders already notice a missing end at the header, but not AVIF's. */
function endsWell(format: PictureFormat, tail: Buffer): boolean {
  if (format === 'jpeg') return tail.at(-2) === 0xff && tail.at(-1) === 0xd9;
  if (format === 'png') return tail.subarray(-8, -4).toString('latin1') === 'IEND';
  return format !== 'avif';
}
