import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { HeatMap, Size } from '../../models/masks/index.ts';

/** As the columns `heat` hold it: deflated where that is shorter than a byte a cell, which is a third, mostly. All from before are a byte a cell. */
export function storeHeat({ data }: HeatMap): Uint8Array {
  const deflated = deflateRawSync(data);
  return deflated.length < data.length ? deflated : data;
}

/** Its length tells what a column holds: as many bytes as cells, or fewer where it is deflated. */
export function readHeat(stored: Uint8Array, { width, height }: Size): HeatMap {
  const cells = width * height;
  const data = stored.length < cells ? inflateRawSync(stored, { maxOutputLength: cells }) : stored;
  return { width, height, data };
}
