import type { CaptionMap } from '../formats/caption-map.ts';
import type { CaptionFileChoice } from '../services/caption-import.ts';
import { UsageError } from './command.ts';

const form =
  'file=COLUMN,caption=COLUMN, with caption= once for each column of captions and header=yes or no';

/** @throws UsageError */
export function parseCaptionMap(text: string): CaptionMap {
  let file: string | undefined;
  let header: boolean | undefined;
  const captions: string[] = [];
  for (const pair of text.split(',')) {
    const [key, column = ''] = pair.split(/=(.*)/s).map((part) => part.trim());
    if (key === 'file' && column !== '' && file === undefined) file = column;
    else if (key === 'caption' && column !== '') captions.push(column);
    else if (key === 'header' && (column === 'yes' || column === 'no')) header = column === 'yes';
    else throw new UsageError(`--map takes ${form}, not "${text}".`);
  }
  return {
    ...(file === undefined ? {} : { file }),
    ...(captions.length === 0 ? {} : { caption: captions }),
    ...(header === undefined ? {} : { header }),
  };
}

export interface ChosenCaptions {
  captionFiles?: CaptionFileChoice[];
  map?: CaptionMap;
}

/**
 * One map is for every file; several belong to the files one by one, in their order.
 * @throws UsageError where there are several maps, but not one for each file
 */
export function pairFilesWithMaps(files: readonly string[], maps: readonly CaptionMap[]): ChosenCaptions {
  const [map, ...others] = maps;
  if (others.length === 0) {
    return {
      ...(files.length === 0 ? {} : { captionFiles: files.map((file) => ({ file })) }),
      ...(map === undefined ? {} : { map }),
    };
  }
  if (maps.length !== files.length) {
    throw new UsageError(
      `There are ${maps.length} --map for ${files.length} --captions: give one for all, or one for each, in the same order.`,
    );
  }
  return { captionFiles: files.map((file, i) => ({ file, map: maps[i] ?? {} })) };
}
