import { crc32 } from 'node:zlib';

import type { OpenFile } from '../open-file.ts';
import { quote } from '../stored-tensor.ts';
import { WeightsError } from '../weights-error.ts';
import type { ZipEntry } from './zip-directory.ts';
import { viewOf } from './zip-end.ts';

const signature = 0x04034b50;
const headerBytes = 30;

function checkStored(file: string, { name, packing }: ZipEntry): void {
  if (packing === undefined) return;
  const advice =
    packing === 'compressed'
      ? 'unpack the file and zip it again with "zip -0 -r"'
      : 'unpack it with its password first';
  throw new WeightsError(file, `${quote(name)} in it is ${packing}, which torch.save never does; ${advice}.`);
}

/** Where an entry's bytes begin: behind its own header, which must agree with the directory. Throws a WeightsError. */
export async function findEntryBytes(file: OpenFile, entry: ZipEntry): Promise<number> {
  checkStored(file.path, entry);
  const damaged = new WeightsError(
    file.path,
    `${quote(entry.name)} in it is not where its zip directory says; download the file again.`,
  );
  if (entry.headerOffset + headerBytes > entry.end) throw damaged;
  const header = viewOf(await file.read(entry.headerOffset, headerBytes));
  const nameBytes = header.getUint16(26, true);
  const start = entry.headerOffset + headerBytes + nameBytes + header.getUint16(28, true);
  if (
    header.getUint32(0, true) !== signature ||
    header.getUint16(8, true) !== 0 ||
    start + entry.size > entry.end
  )
    throw damaged;
  const name = Buffer.from(await file.read(entry.headerOffset + headerBytes, nameBytes));
  if (!name.equals(Buffer.from(entry.name))) throw damaged;
  return start;
}

/** A small entry whole, its checksum verified. Throws a WeightsError. */
export async function readEntryBytes(
  file: OpenFile,
  entry: ZipEntry,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.size > maxBytes)
    throw new WeightsError(
      file.path,
      `${quote(entry.name)} in it has ${entry.size} bytes; more than ${maxBytes} are not read.`,
    );
  const bytes = await file.read(await findEntryBytes(file, entry), entry.size);
  if (crc32(bytes) === entry.crc32) return bytes;
  throw new WeightsError(file.path, `${quote(entry.name)} in it is damaged; download the file again.`);
}
