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
  for (let at = 0; at < labels.length; at++)
    if (labels[at] !== expected[at])
      throw differs(`pixel ${at} of ${picture.path}`, `it is ${labels[at]}, not ${expected[at]}`);
  checkMasks(labels, content, ignore);
  await checkColours(files.colours, { labels, bits, path: picture.path });
}

/** By run lengths that a decoder of their own has read. */
function checkMasks(labels: Uint16Array, { picture, tags }: SemanticContent, ignore: number): void {
  const { width, height, path } = picture;
  // 1 where a mask lies, 2 where one of the pixel's own class does.
  const covered = new Uint8Array(labels.length);
  for (const { tag, label } of tags) {
    const { stretches } = decodeFound(`the mask of "${tag.text}" of ${path}`, tag.segmentation);
    for (const [from, to] of stretches) {
      let [x, y] = [Math.floor(from / height), from % height];
      for (let left = to - from; left > 0; left--) {
        const at = y * width + x;
        if (labels[at] === label) covered[at] = 2;
        else if (covered[at] === 0) covered[at] = 1;
        if (++y === height) [x, y] = [x + 1, 0];
      }
    }
  }
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0;
    const isRight = covered[at] === 0 ? label === 0 || label === ignore : covered[at] === 2;
    if (!isRight) throw differs(`pixel ${at} of ${path}`, `no mask there has the label ${label}`);
  }
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
  let [seen, colour]: [number, readonly number[]] = [0, colourOf(0, bits)];
  for (let at = 0, byte = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0;
    if (label !== seen) [seen, colour] = [label, colourOf(label, bits)];
    for (let channel = 0; channel < info.channels; channel++, byte++)
      if (data[byte] !== colour[channel])
        throw differs(`pixel ${at} of the colours of ${path}`, `it is not that of the label ${label}`);
  }
}
