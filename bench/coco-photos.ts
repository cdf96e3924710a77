/** Photos with masks in COCO's own files, as true masks for the scripts here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';

import { rleFromBitmap, type Rle, type Size } from '../models/masks/index.ts';

export interface CocoObject {
  readonly category: string;
  readonly isCrowd: boolean;
  readonly mask: Rle;
}

export interface CocoPhoto extends Size {
  readonly id: number;
  readonly fileName: string;
  /** The names of all categories that have instances in this set. */
  readonly things: ReadonlySet<string>;
  readonly objects: () => Promise<CocoObject[]>;
}

interface CrowdMask {
  readonly counts: readonly number[];
}
type Polygons = readonly (readonly number[])[];

interface Category {
  readonly id: number;
  readonly name: string;
}

interface Instances {
  readonly images: readonly (Size & { readonly id: number; readonly file_name: string })[];
  readonly categories: readonly Category[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly iscrowd: number;
    readonly segmentation: Polygons | CrowdMask;
  }[];
}

interface Panoptic {
  readonly categories: readonly Category[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly file_name: string;
    readonly segments_info: readonly { readonly id: number; readonly category_id: number }[];
  }[];
}

const readJson = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));
const namesOf = (categories: readonly Category[]): ReadonlyMap<number, string> =>
  new Map(categories.map(({ id, name }) => [id, name]));

/** The photos of `instances.json` and, by it, their objects; those of a photo are drawn when they are asked for. */
export function readInstances(folder: string): CocoPhoto[] {
  const { images, annotations, categories } = readJson(folder, 'instances.json') as Instances;
  const names = namesOf(categories);
  const things = new Set(names.values());
  return images.map(({ id, file_name: fileName, width, height }) => ({
    ...{ id, fileName, things, width, height },
    objects: () =>
      Promise.all(
        annotations
          .filter(({ image_id }) => image_id === id)
          .map(async ({ category_id, iscrowd, segmentation }) => ({
            category: names.get(category_id) ?? '',
            isCrowd: iscrowd === 1,
            mask:
              'counts' in segmentation
                ? { width, height, runs: Uint32Array.from(segmentation.counts) }
                : await drawPolygons(segmentation, { width, height }),
          })),
      ),
  }));
}

/** What `panoptic.json` says of a photo, things and surroundings; null where it says nothing. */
export function readPanoptic(folder: string): (photo: CocoPhoto) => Promise<CocoObject[]> | null {
  const { annotations, categories } = readJson(folder, 'panoptic.json') as Panoptic;
  const names = namesOf(categories);
  return ({ id, width, height }) => {
    const annotation = annotations.find(({ image_id }) => image_id === id);
    return annotation === undefined
      ? null
      : readSegments(join(folder, 'panoptic', annotation.file_name)).then((ids) =>
          annotation.segments_info.map((segment) => ({
            category: names.get(segment.category_id) ?? '',
            isCrowd: false,
            mask: rleFromBitmap({
              width,
              height,
              data: Uint8Array.from(ids, (one) => Number(one === segment.id)),
            }),
          })),
        );
  };
}

/** The segment of each pixel: R + 256·G + 256²·B. */
async function readSegments(file: string): Promise<Uint32Array> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { channels } = info;
  return Uint32Array.from(
    { length: info.width * info.height },
    (_, i) =>
      (data[i * channels] ?? 0) +
      256 * (data[i * channels + 1] ?? 0) +
      65_536 * (data[i * channels + 2] ?? 0),
  );
}

async function drawPolygons(polygons: Polygons, { width, height }: Size): Promise<Rle> {
  const shapes = polygons.map((points) => `<polygon points="${points.join(' ')}" fill="white"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
  const inside = Uint8Array.from({ length: width * height }, (_, i) =>
    (data[i * info.channels] ?? 0) > 127 ? 1 : 0,
  );
  return rleFromBitmap({ width, height, data: inside });
}
