/** Where a zip's directory lies: the record at its end, and its 64-bit form, which `torch.save` always writes. */
import type { OpenFile } from '../open-file.ts';
import { WeightsError } from '../weights-error.ts';

export interface DirectoryPlace {
  readonly offset: number;
  readonly length: number;
  readonly entries: number;
}

const endSignature = 0x06054b50;
const locatorSignature = 0x07064b50;
const end64Signature = 0x06064b50;
const [endBytes, locatorBytes, end64Bytes, maxCommentBytes] = [22, 20, 56, 0xffff];

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit number of a file; one beyond 2^53 is larger than any file, and stays so when it is rounded. */
export const readUint64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

/** The record counts only where its comment ends with the file: a comment may hold what looks like another one. */
function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - endBytes; at >= 0; at--)
    if (
      view.getUint32(at, true) === endSignature &&
      at + endBytes + view.getUint16(at + 20, true) === view.byteLength
    )
      return at;
  return undefined;
}

async function readEnd64(file: OpenFile, offset: number): Promise<DirectoryPlace | undefined> {
  if (offset + end64Bytes > file.size) return undefined;
  const view = viewOf(await file.read(offset, end64Bytes));
  if (view.getUint32(0, true) !== end64Signature) return undefined;
  return { entries: readUint64(view, 32), length: readUint64(view, 40), offset: readUint64(view, 48) };
}

async function findPlace(file: OpenFile): Promise<DirectoryPlace | undefined> {
  const tailBytes = Math.min(file.size, endBytes + maxCommentBytes + locatorBytes);
  const view = viewOf(await file.read(file.size - tailBytes, tailBytes));
  const end = findEnd(view);
  if (end === undefined) return undefined;
  if (end >= locatorBytes && view.getUint32(end - locatorBytes, true) === locatorSignature)
    return readEnd64(file, readUint64(view, end - locatorBytes + 8));
  return {
    entries: view.getUint16(end + 10, true),
    length: view.getUint32(end + 12, true),
    offset: view.getUint32(end + 16, true),
  };
}

/** Throws a WeightsError where the file is no zip, or not a whole one. The place itself is the directory's reader's to check. */
export async function findDirectory(file: OpenFile): Promise<DirectoryPlace> {
  const place = await findPlace(file);
  if (place !== undefined) return place;
  throw new WeightsError(
    file.path,
    'the file has no zip directory at its end: this is not what torch.save writes, or the download is not complete.',
  );
}
