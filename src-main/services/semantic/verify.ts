import sharp from 'sharp';

import { paintLabels } from '../../../models/masks/index.ts';
import { colourOf, ignoredLabel } from '../../formats/semantic.ts';
import { decodeFound, differs, requireEqual } from '../export-compare.ts';
import type { SemanticContent } from './content.ts';

export interface SemanticFiles {
  readonly labels: string;
  readonly colours: string;
}

/**
 * Reads a picture's two files again by libpng, which had no part in writing them. The label map has to be what the database gives now,
 * pixel by pixel; and apart from how masks share pixels out, each label has to lie in a mask of its class, and each mask be labelled all over.
 * @throws TagmaskError `export-differs`
 */
export async function verifySemantic(
  files: SemanticFiles,
  content: SemanticContent,
  bits: 8 | 16,
): Promise<void> {
  const { picture, layers } = content;
  const ignore = ignoredLabel(bits);
  const labels = await readLabels(files.labels, content, bits);
  const expected = paintLabels(layers, { size: picture, ignore });
  const first = labels.findIndex((label, at) => label !== expected[at]);
  if (first >= 0)
    throw differs(`pixel ${first} of ${picture.path}`, `it is ${labels[first]}, not ${expected[first]}`);
  checkMasks(labels, content, ignore);
  await checkColours(files.colours, { labels, bits, path: picture.path });
}

/** By run lengths that a decoder of their own has read. */
function checkMasks(labels: Uint16Array, { picture, tags }: SemanticContent, ignore: number): void {
  const { width, height, path } = picture;
  const [covered, agreed] = [new Uint8Array(labels.length), new Uint8Array(labels.length)];
  for (const { tag, label } of tags) {
    for (const [from, to] of decodeFound(`the mask of "${tag.text}" of ${path}`, tag.segmentation).stretches)
      for (let position = from; position < to; position++) {
        const at = (position % height) * width + Math.floor(position / height);
        covered[at] = 1;
        if (labels[at] === label) agreed[at] = 1;
      }
  }
  labels.forEach((label, at) => {
    const isRight = covered[at] === 1 ? agreed[at] === 1 : label === 0 || label === ignore;
    if (!isRight) throw differs(`pixel ${at} of ${path}`, `no mask there has the label ${label}`);
  });
}

async function readLabels(
  file: string,
  { picture: { width, height, path } }: SemanticContent,
  bits: 8 | 16,
): Promise<Uint16Array> {
  const what = `the label map of ${path}`;
  const image = sharp(file, { limitInputPixels: false });
  const { space = '', depth = '' } = await image.metadata();
  requireEqual(what, 'kind', `${space} ${depth}`, bits === 8 ? 'b-w uchar' : 'grey16 ushort');
  const { data, info } = await image
    .toColourspace(space)
    .raw({ depth: bits === 8 ? 'uchar' : 'ushort' })
    .toBuffer({ resolveWithObject: true });
  requireEqual(what, 'size', `${info.width} × ${info.height} × ${info.channels}`, `${width} × ${height} × 1`);
  return bits === 8
    ? Uint16Array.from(data)
    : new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
}

async function checkColours(
  file: string,
  { labels, bits, path }: { readonly labels: Uint16Array; readonly bits: 8 | 16; readonly path: string },
): Promise<void> {
  const { data, info } = await sharp(file, { limitInputPixels: false })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  requireEqual(`the colours of ${path}`, 'size', data.length, labels.length * info.channels);
  const colours = new Map<number, readonly number[]>();
  labels.forEach((label, at) => {
    const colour = colours.get(label) ?? colourOf(label, bits);
    colours.set(label, colour);
    for (let channel = 0; channel < info.channels; channel++)
      if (data[at * info.channels + channel] !== colour[channel])
        throw differs(`pixel ${at} of the colours of ${path}`, `it is not that of the label ${label}`);
  });
}
