import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import {
  areaOf,
  bitmapFromRle,
  boundingBoxOf,
  encodeMask,
  rleFromBitmap,
} from '../../../models/masks/index.ts';
import { cocoLines } from '../../../src-main/formats/coco.ts';
import type { CocoAnnotation, CocoDataset } from '../../../src-main/formats/coco.ts';
import { decodeCounts } from '../../../src-main/formats/coco-decoder.ts';
import { readCocoEntries } from '../../../src-main/formats/coco-reader.ts';
import type { CocoEntry } from '../../../src-main/formats/coco-reader.ts';
import { randomBitmap, randomFrom } from '../../models/masks/random.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';

const info = {
  ...{ description: 'd', version: '1.0', year: 2025, contributor: '', url: '', date_created: '' },
  tagmask: { version: '0', project: 'p', dataset: 'photos', include: 'accepted', instances: 'whole' },
};
const annotation: CocoAnnotation = {
  ...{
    id: 1,
    image_id: 1,
    category_id: 1,
    segmentation: { size: [1, 1], counts: '01' },
    area: 1,
    bbox: [0, 0, 1, 1],
  },
  ...{
    iscrowd: 0,
    tag_id: 1,
    state: 'accepted',
    reviewer: null,
    decided_at: null,
    scores: null,
    edited: false,
    provenance: null,
  },
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function datasetOf(pictures: number): CocoDataset {
  const ids = [...new Array(pictures).keys()].map((i) => i + 1);
  const captions = [{ text: 'line\nfeed,\u2028and [brackets], "quotes" 🐶', source: '', tags: [] }];
  return {
    info,
    categories: ids.slice(0, 1).map((id) => ({ id, name: 'dog', supercategory: 'tag' })),
    images: ids.map((id) => ({ id, file_name: `${id}.jpg`, width: 1, height: 1, reviewed: true, captions })),
    annotations: (async function* () {
      for (const id of ids) yield { ...annotation, id };
    })(),
  };
}

async function write(dataset: CocoDataset): Promise<string> {
  const file = join(temporaryFolder(), 'instances.json');
  writeFileSync(file, `${(await collect(cocoLines(dataset))).join('\n')}\n`);
  return file;
}

const read = (file: string): Promise<CocoEntry[]> => collect(readCocoEntries(file));

describe('a COCO file', () => {
  test.each([0, 1, 2, 3000])(
    'of %i pictures is valid JSON, and reads back entry by entry',
    async (pictures) => {
      const file = await write(datasetOf(pictures));
      const whole = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown[]>;
      const entries = await read(file);
      const values = (section: string) =>
        entries.filter((entry) => entry.section === section).map(({ value }) => value);
      expect(Object.keys(whole)).toEqual(['info', 'licenses', 'categories', 'images', 'annotations']);
      expect(values('info')).toEqual([whole['info']]);
      for (const section of ['categories', 'images', 'annotations'])
        expect(values(section)).toEqual(whole[section]);
      expect(values('images')).toHaveLength(pictures);
    },
  );

  const breakages: readonly (readonly [string, (text: string) => string])[] = [
    ['is cut off', (text) => text.slice(0, -20)],
    ['is empty', () => ''],
    ['goes on after its end', (text) => `${text}{}\n`],
    ['misses a comma', (text) => text.replace('},\n{"id":2', '}\n{"id":2')],
    ['has a comma too many', (text) => text.replace('}\n]', '},\n]')],
    ['has an entry that is no JSON', (text) => text.replace('"file_name":"1.jpg"', '"file_name":1.jpg')],
    ['has no annotations', (text) => text.replace('"annotations": [', '"notes": [')],
  ];

  test.each(breakages)('that %s is refused with its line', async (_, spoil) => {
    const file = await write(datasetOf(2));
    const text = readFileSync(file, 'utf8');
    expect(spoil(text)).not.toBe(text);
    writeFileSync(file, spoil(text));
    await expect(read(file)).rejects.toThrow(
      /^Line \d+ of .*instances\.json .*; export the dataset again\.$/,
    );
    await expect(read(file)).rejects.toMatchObject({ code: 'coco-unreadable' });
  });
});

/** Paints stretches the plain way. */
function paint(stretches: readonly (readonly [number, number])[], width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height);
  for (const [from, to] of stretches) {
    for (let at = from; at < to; at++) data[(at % height) * width + Math.floor(at / height)] = 1;
  }
  return data;
}

describe('the second decoder', () => {
  test('agrees with the first on random masks, in pixels, area and box', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 200; round++) {
      const [width, height] = [1 + Math.floor(random() * 70), 1 + Math.floor(random() * 70)];
      const rle = rleFromBitmap({ width, height, data: randomBitmap(random, width, height) });
      const decoded = decodeCounts(encodeMask(rle).counts, height, width);
      const box = boundingBoxOf(rle);
      expect(paint(decoded.stretches, width, height)).toEqual(bitmapFromRle(rle).data);
      expect(decoded.area).toBe(areaOf(rle));
      expect(decoded.bbox).toEqual([box.x, box.y, box.width, box.height]);
    }
  });

  test('joins runs that touch', () => {
    // 1 zero, 2 ones, 0 zeros, 3 ones, in a column of 6.
    expect(decodeCounts('1201', 6, 1)).toEqual({ stretches: [[1, 6]], area: 5, bbox: [0, 1, 1, 5] });
  });

  test.each([
    ['too short', '5', /covers 5 pixels, but the picture has 6/],
    ['cut off', 'f', /ends within a number/],
    ['with a strange character', '5 1', /has the character " "/],
    ['with a run below zero', 'O', /run of -1 pixels/],
  ])('refuses a mask %s', (_, counts, sentence) => {
    expect(() => decodeCounts(counts, 6, 1)).toThrow(sentence);
  });
});

describe.skipIf(!hasShared)(`the second decoder and pycocotools${sharedNote}`, () => {
  interface GoldenMask {
    readonly size: [number, number];
    readonly rows: readonly string[];
    readonly counts: string;
    readonly area: number;
    readonly bbox: readonly number[];
  }

  test('agree on every mask', () => {
    for (const { size, rows, counts, area, bbox } of JSON.parse(
      readFileSync(golden('rle.json'), 'utf8'),
    ) as GoldenMask[]) {
      const [height, width] = size;
      const decoded = decodeCounts(counts, height, width);
      expect(paint(decoded.stretches, width, height)).toEqual(Uint8Array.from(rows.join(''), Number));
      expect([decoded.area, decoded.bbox]).toEqual([area, bbox]);
    }
  });
});
