/**
 * Photos with COCO's masks in the released layout, to evaluate on: `node bench/coco-released.ts COCO_CC OUT`, COCO_CC a folder with `image/`,
 * `instances.json`, `panoptic.json` and `tags.json`. A word that names an annotated category has the union of its masks. All other words
 * count as not in the picture, which is not known: take masks from such an evaluation, never the words' numbers.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';

import { uniteMasks, type Rle } from '../models/masks/index.ts';
import { findCandidates } from '../models/tagging/index.ts';
import { releasedFolders, writeReleased, type ReleasedWord } from '../src-main/formats/released.ts';
import { readInstances, readPanoptic, type CocoPhoto } from './coco-photos.ts';

interface TaggedCaption {
  readonly image_id: number;
  readonly caption: string;
  readonly relevant: readonly { readonly start: number; readonly categories: readonly string[] }[];
}

/** Things that this set's panoptic masks have and its instances do not; what else only they have is surroundings. */
const furtherThings = ['baseball bat', 'sheep', 'skis'];

const [folder = '', out = ''] = process.argv.slice(2);
const captions = JSON.parse(readFileSync(join(folder, 'tags.json'), 'utf8')) as readonly TaggedCaption[];
const panopticOf = readPanoptic(folder);
const { images, masks: maskFolder, tags: tagFolder } = releasedFolders;

/** The words of a photo's caption, and the union of all that each one names. */
async function describe(photo: CocoPhoto, { caption, relevant }: TaggedCaption) {
  const instances = await photo.objects();
  const objects = (await panopticOf(photo)) ?? instances;
  const masks = new Map<string, Rle>();
  const tags = findCandidates(caption).map(({ text: tag, start, end }): ReleasedWord => {
    const categories = relevant.find((word) => word.start === start)?.categories ?? [];
    const named = objects.filter(({ category }) => categories.includes(category)).map(({ mask }) => mask);
    const isThing = categories.some((name) => photo.things.has(name) || furtherThings.includes(name));
    if (named.length > 0)
      masks.set(
        tag,
        named.reduce((a, b) => uniteMasks(a, b)),
      );
    return {
      ...{ tag, start, end, relevant: named.length > 0, score: null, source: 'coco' },
      category: isThing ? 'object' : 'background',
    };
  });
  return { captions: [{ caption, tags }], masks };
}

for (const name of [images, maskFolder, tagFolder]) mkdirSync(join(out, name), { recursive: true });
let [words, things] = [0, 0];
for (const photo of readInstances(folder)) {
  const tagged = captions.find(({ image_id }) => image_id === photo.id);
  if (tagged === undefined) continue;
  const { width, height, fileName: image } = photo;
  const described = await describe(photo, tagged);
  const { json, png } = writeReleased({ ...described, image, width, height });
  const stem = parse(image).name;
  cpSync(join(folder, 'image', image), join(out, images, image));
  writeFileSync(join(out, tagFolder, `${stem}.json`), json);
  writeFileSync(join(out, maskFolder, `${stem}.png`), png);
  words += described.masks.size;
  things += described.captions
    .flatMap(({ tags }) => tags)
    .filter((tag) => tag.relevant && tag.category === 'object').length;
}
console.log(`${words} words with masks, ${things} of them things, in ${out}`);
