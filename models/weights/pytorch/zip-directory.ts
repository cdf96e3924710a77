/**
 * The directory of a zip as `torch.save` writes it: what is read of it is stored as it is, neither compressed nor encrypted, so that an entry is a
 * range of the file and nothing can unfold to more than it is. General zip libraries inflate and stream; what is needed here is
 * where an entry's bytes are, and a refusal of every directory that two readers could read in two ways.
 */
import type { OpenFile } from '../open-file.ts';
import { WeightsError } from '../weights-error.ts';
import { findDirectory, readUint64, viewOf, type DirectoryPlace } from './zip-end.ts';

export interface ZipEntry {
  readonly name: string;
  /** In the file. */
  readonly size: number;
  /** Undefined for an entry that is stored as it is; others cannot be read. */
  readonly packing: 'compressed' | 'encrypted' | undefined;
  readonly crc32: number;
  /** Of the entry's own header, which its bytes follow. */
  readonly headerOffset: number;
  /** Where the next entry or the directory begins: the bytes end before. */
  readonly end: number;
}

type FoundEntry = Omit<ZipEntry, 'end'>;

const entrySignature = 0x02014b50;
const entryBytes = 46;
/** Torch writes an entry a storage; the largest models have a few thousand in a file. */
const maxEntries = 100_000;
const maxDirectoryBytes = 16_000_000;
const encryptionFlags = 0x2041;

const damaged = (file: string): WeightsError =>
  new WeightsError(file, 'its zip directory is damaged; download the file again.');

function checkPlace(file: OpenFile, { offset, length, entries }: DirectoryPlace): void {
  if (entries > maxEntries || length > maxDirectoryBytes)
    throw new WeightsError(
      file.path,
      `a zip directory of ${entries} entries in ${length} bytes is larger than any that torch.save writes.`,
    );
  if (offset + length > file.size || entries * entryBytes > length) throw damaged(file.path);
}

/** Sizes and offset that did not fit in 32 bits, in this order, only those. */
function readExtra64(view: DataView, range: { start: number; end: number }): number[] {
  let at = range.start;
  while (at + 4 <= range.end) {
    const [id, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    const end = at + 4 + length;
    if (end > range.end) break;
    if (id === 1)
      return Array.from({ length: Math.floor(length / 8) }, (_, index) =>
        readUint64(view, at + 4 + index * 8),
      );
    at = end;
  }
  return [];
}

function decodeName(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WeightsError(file, 'its zip directory has a name that is not UTF-8; download the file again.', {
      cause,
    });
  }
}

const packingOf = (flags: number, method: number): ZipEntry['packing'] => {
  if ((flags & encryptionFlags) !== 0) return 'encrypted';
  return method === 0 ? undefined : 'compressed';
};

function readEntry(file: string, view: DataView, at: number): { entry: FoundEntry; next: number } {
  if (at + entryBytes > view.byteLength || view.getUint32(at, true) !== entrySignature) throw damaged(file);
  const nameEnd = at + entryBytes + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > view.byteLength) throw damaged(file);
  const nameStart = view.byteOffset + at + entryBytes;
  const name = decodeName(file, new Uint8Array(view.buffer, nameStart, nameEnd - at - entryBytes));
  const packing = packingOf(view.getUint16(at + 8, true), view.getUint16(at + 10, true));
  const wide = readExtra64(view, { start: nameEnd, end: extraEnd });
  const widen = (place: number): number => {
    const value = view.getUint32(at + place, true);
    return value === 0xffffffff ? (wide.shift() ?? NaN) : value;
  };
  const [size, stored, headerOffset] = [widen(24), widen(20), widen(42)];
  if ((packing === undefined && size !== stored) || Number.isNaN(stored + headerOffset)) throw damaged(file);
  return { entry: { name, size: stored, packing, crc32: view.getUint32(at + 16, true), headerOffset }, next };
}

/** Each entry ends where the next begins; a directory whose entries lie in one another describes more than the file holds. */
function addEnds(file: string, entries: readonly FoundEntry[], directory: number): ZipEntry[] {
  const sorted = entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
  return sorted.map((entry, index) => {
    const end = sorted[index + 1]?.headerOffset ?? directory;
    if (entry.headerOffset + entry.size > end) throw damaged(file);
    return { ...entry, end };
  });
}

/** Reads and checks the directory of a zip. Throws a WeightsError. */
export async function readZipDirectory(file: OpenFile): Promise<Map<string, ZipEntry>> {
  const place = await findDirectory(file);
  checkPlace(file, place);
  const view = viewOf(await file.read(place.offset, place.length));
  const found: FoundEntry[] = [];
  let at = 0;
  for (let index = 0; index < place.entries; index++) {
    const { entry, next } = readEntry(file.path, view, at);
    found.push(entry);
    at = next;
  }
  const entries = new Map(addEnds(file.path, found, place.offset).map((entry) => [entry.name, entry]));
  if (at !== place.length || entries.size !== found.length) throw damaged(file.path);
  return entries;
}
