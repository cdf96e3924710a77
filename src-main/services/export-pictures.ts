import type { ReadDb } from '../../db/connection.ts';
import { countPicturesForExport } from '../../db/queries/exports.ts';
import { Turns } from './export-files.ts';
import { readPictures, type ReadPicture } from './export-source.ts';

export interface PictureTurns {
  /** Pictures side by side: while one waits for the disk, another is painted. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Hands on the pictures of a snapshot in their order. Before it throws, all that have begun have ended. */
export async function exportPictures(
  snapshot: ReadDb,
  { atOnce, signal, onProgress }: PictureTurns,
  write: (read: ReadPicture) => Promise<void>,
): Promise<void> {
  const [pictures, total, turns] = [
    readPictures(snapshot),
    countPicturesForExport(snapshot),
    new Turns(signal),
  ];
  let done = 0;
  const work = async (): Promise<void> => {
    for (const read of pictures) {
      await turns.pass();
      await write(read);
      onProgress(++done, total);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
