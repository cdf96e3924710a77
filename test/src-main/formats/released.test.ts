import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';

import { rleFromBitmap } from '../../../models/masks/index.ts';
import { decodeIndexedPng, encodePng } from '../../../src-main/formats/png.ts';
import { readReleased, writeReleased, type ReleasedPicture } from '../../../src-main/formats/released.ts';

const size = { width: 4, height: 3 };
const maskOf = (...inside: readonly number[]) =>
  rleFromBitmap({ ...size, data: Uint8Array.from({ length: 12 }, (_, i) => (inside.includes(i) ? 1 : 0)) });
const word = (tag: string, start: number, relevant: boolean) => ({
  tag,
  start,
  end: start + tag.length,
  relevant,
  score: null,
  source: 'drawn',
});

/** A red roof on a house, named twice, and a bus that is not there. */
const picture: ReleasedPicture = {
  ...size,
  image: 'a.png',
  captions: [
    {
      caption: 'red house roof bus',
      tags: [word('red', 0, true), word('house', 4, true), word('roof', 10, true), word('bus', 15, false)],
    },
    { caption: 'house', tags: [word('house', 0, true)] },
  ],
  masks: new Map([
    ['red', maskOf(1, 2)],
    ['house', maskOf(1, 2, 5, 6)],
    ['roof', maskOf(1, 2)],
  ]),
};

describe('the released layout', () => {
  test('comes back as it was written, overlapping masks whole, and writes the same bytes again', () => {
    const files = writeReleased(picture);
    const back = readReleased({ ...files, name: 'a.json' });
    expect(back).toEqual(picture);
    expect(writeReleased(back)).toEqual(files);
  });

  test('numbers the relevant tags from 1; the smaller mask lies on top, of equals the later one', () => {
    const { data } = decodeIndexedPng(writeReleased(picture).png);
    expect([...data]).toEqual([0, 3, 3, 0, 0, 2, 2, 0, 0, 0, 0, 0]);
  });

  test('keeps run lengths in the JSON only for masks that the PNG hides a part of, once', () => {
    const { tags, further } = JSON.parse(writeReleased(picture).json) as {
      tags: { tag: string; mask?: object }[];
      further: { tags: { mask?: object }[] }[];
    };
    expect(tags.filter(({ mask }) => mask !== undefined).map(({ tag }) => tag)).toEqual(['red', 'house']);
    expect(further[0]?.tags[0]).not.toHaveProperty('mask');
  });

  test('refuses a relevant tag whose mask is not given', () => {
    expect(() => writeReleased({ ...picture, masks: new Map() })).toThrow(
      /"red" of a.png is relevant but has no mask/,
    );
  });

  test('loses no mask of more tags than a PNG counts', () => {
    const tags = Array.from({ length: 300 }, (_, i) => word(`t${String(i)}`, 0, true));
    const masks = new Map(tags.map(({ tag }, i) => [tag, maskOf(i % 12, (i * 5) % 12)]));
    const many = { ...picture, captions: [{ caption: '', tags }], masks };
    const files = writeReleased(many);
    expect(readReleased({ ...files, name: 'a.json' })).toEqual(many);
  });

  test('says of a relevant tag that it has no pixels, which is not the same as no relevant tag', () => {
    const masks = new Map([...picture.masks, ['roof', null] as const]);
    const files = writeReleased({ ...picture, masks });
    expect(files.json).toContain('"mask": null');
    expect(readReleased({ ...files, name: 'a.json' })).toEqual({ ...picture, masks });
  });

  test('keeps what the word says beside its relevance', () => {
    const tags = [
      { ...word('red', 0, false), state: 'undecided' as const },
      { ...word('house', 4, true), score: 0.25, category: 'object', state: 'proposed' as const },
    ];
    const some = { ...picture, captions: [{ caption: 'red house', tags }] };
    const files = writeReleased(some);
    expect(readReleased({ ...files, name: 'a.json' }).captions).toEqual(some.captions);
  });

  test('refuses a mask file with more indices than relevant tags, which would belong to no word', () => {
    const { png } = writeReleased(picture);
    const { json } = writeReleased({
      ...picture,
      captions: [{ caption: 'bus', tags: [word('bus', 0, false)] }],
    });
    expect(() => readReleased({ json, png, name: 'b.json' })).toThrow(
      /shows the index \d, and it has 0 relevant/,
    );
  });

  test.each([
    '',
    '{',
    '[]',
    '{"image": "a.png"}',
    '{"image": "a.png", "caption": "x", "tags": [{"tag": ""}]}',
  ])('says of %j which file is no tag file', (json) => {
    const { png } = writeReleased(picture);
    expect(() => readReleased({ json, png, name: 'b.json' })).toThrow(/^b\.json cannot be read/);
  });
});

describe('PNGs', () => {
  test('of colours are read by others pixel by pixel', async () => {
    const data = Uint8Array.from({ length: 36 }, (_, i) => (i * 37) % 256);
    const { data: back } = await sharp(encodePng({ ...size, data }))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(new Uint8Array(back)).toEqual(data);
  });

  test('with a palette that others wrote, with any filter, are read by index', async () => {
    const { data, info } = await sharp(encodePng({ ...size, data: new Uint8Array(36).fill(200) }))
      .png({ palette: true, adaptiveFiltering: true, colours: 256 })
      .toBuffer({ resolveWithObject: true });
    expect(info.format).toBe('png');
    expect(new Set(decodeIndexedPng(data).data).size).toBe(1);
  });

  test.each([
    { name: 'grey', make: (png: Sharp) => png.toColourspace('b-w').png() },
    { name: 'with a palette of 1 bit', make: (png: Sharp) => png.png({ palette: true, colours: 2 }) },
    { name: 'with a palette of 4 bits', make: (png: Sharp) => png.png({ palette: true, colours: 16 }) },
  ])('of others that are $name are read by index', async ({ make }) => {
    const grey = Uint8Array.from({ length: 35 }, (_, i) => (i % 3 === 0 ? 255 : 0));
    const file = await make(sharp(grey, { raw: { width: 7, height: 5, channels: 1 } })).toBuffer();
    const { data, width, height } = decodeIndexedPng(file, { width: 7, height: 5 });
    expect([width, height]).toEqual([7, 5]);
    const inside = data[0];
    expect([...data].map((index) => index === inside)).toEqual([...grey].map((value) => value === 255));
    expect(inside).not.toBe(data[1]);
  });

  test('of another size than the picture are refused before they are unpacked', () => {
    const huge = Buffer.from(writeReleased(picture).png);
    huge.writeUInt32BE(16_000, 16);
    huge.writeUInt32BE(16_000, 20);
    expect(() => decodeIndexedPng(huge, size)).toThrow(/16000 × 16000 pixels and the picture 4 × 3/);
  });

  test('that are broken, of another kind or unpack to more than they say are refused', () => {
    const whole = writeReleased(picture).png;
    expect(() => decodeIndexedPng(Buffer.from('no PNG'))).toThrow(/no PNG/);
    expect(() => decodeIndexedPng(encodePng({ ...size, data: new Uint8Array(36) }))).toThrow(/another kind/);
    for (let cut = 9; cut < whole.length - 12; cut += 5) {
      expect(() => decodeIndexedPng(whole.subarray(0, cut)), `cut at ${String(cut)}`).toThrow(/mask|PNG/);
    }
    const bomb = Buffer.from(
      encodePng({ width: 4000, height: 10, data: new Uint8Array(40_000), palette: new Uint8Array(3) }),
    );
    bomb.writeUInt32BE(1, 16);
    expect(() => decodeIndexedPng(bomb)).toThrow(/cannot be unpacked/);
  });
});
