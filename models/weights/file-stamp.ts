import { stat } from 'node:fs/promises';

/**
 * What changes when a file does: size, both times to the nanosecond, and the inode. It costs nothing to read, so it stands for having read
 * the whole file before. It does not see a disk that loses bits without anybody writing.
 */
export async function readStamp(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino].join(' ');
}
