import type { CocoAnnotation, CocoCategory, CocoImage } from '../formats/coco.ts';
import { readCocoEntries } from '../formats/coco-reader.ts';
import type { CocoEntry } from '../formats/coco-reader.ts';
import { comparePixels, decodeFound, differs, requireEqual } from './export-compare.ts';
import type { Stretches } from './export-compare.ts';
import type { Instance } from './export-parts.ts';
import type { SourcePicture } from './export-source.ts';

export interface Expected {
  readonly categories: readonly string[];
  readonly pictures: Iterable<SourcePicture>;
  /** In the file's order. */
  readonly instances: AsyncIterable<Instance>;
}

/** Called after each entry; may wait, and may throw to stop. */
export type AfterEntry = () => Promise<void>;

/**
 * Re-reads an export, decodes every mask with a decoder of its own and holds everything against the database.
 * @throws {TagmaskError} `export-differs`, naming the annotation; `coco-unreadable`
 */
export async function verifyExport(file: string, expected: Expected, afterEntry: AfterEntry): Promise<void> {
  const parts = new FoundParts();
  const checks = {
    info: checkNothing,
    categories: inOrder('category', expected.categories, checkCategory),
    images: inOrder('image', expected.pictures, checkImage),
    annotations: inOrder('annotation', expected.instances, (value, item, number) => {
      const found = checkAnnotation(value as CocoAnnotation, item, {
        number,
        categories: expected.categories,
      });
      parts.add(found, item, `annotation ${number}`);
    }),
  };
  for await (const { section, value } of readCocoEntries(file) as AsyncIterable<CocoEntry>) {
    await checks[section].check(value);
    await afterEntry();
  }
  for (const { finish } of Object.values(checks)) await finish();
}

interface Check {
  readonly check: (value: unknown) => Promise<void>;
  readonly finish: () => Promise<void>;
}

const checkNothing: Check = { check: () => Promise.resolve(), finish: () => Promise.resolve() };

type Items<T> = Iterable<T> | AsyncIterable<T>;

/** Holds the n-th entry of the file against the n-th expected one; one too many or too few is a difference. */
function inOrder<T>(
  kind: string,
  items: Items<T>,
  compare: (value: unknown, item: T, number: number) => void,
): Check {
  const iterator = iterate(items);
  let number = 0;
  return {
    check: async (value) => {
      const { value: item, done } = await iterator.next();
      number++;
      if (done === true) throw differs(`${kind} ${number}`, 'the database has no more');
      compare(value, item, number);
    },
    finish: async () => {
      if ((await iterator.next()).done !== true)
        throw differs(`${kind} ${number + 1}`, 'it is not in the file');
    },
  };
}

async function* iterate<T>(items: Items<T>): AsyncGenerator<T, undefined> {
  yield* items;
  return undefined;
}

function checkCategory(value: unknown, name: string, number: number): void {
  const category = value as CocoCategory;
  const what = `category ${number} ("${name}")`;
  requireEqual(what, 'id', category.id, number);
  requireEqual(what, 'name', category.name, name);
}

function checkImage(value: unknown, picture: SourcePicture): void {
  const image = value as CocoImage;
  const what = `image ${picture.id} (${picture.path})`;
  requireEqual(what, 'id', image.id, picture.id);
  requireEqual(what, 'file name', image.file_name, picture.path);
  requireEqual(what, 'width', image.width, picture.width);
  requireEqual(what, 'height', image.height, picture.height);
}

interface Place {
  readonly number: number;
  readonly categories: readonly string[];
}

function checkAnnotation(found: CocoAnnotation, { path, tag }: Instance, place: Place): Stretches {
  const what = `annotation ${place.number} (tag "${tag.text}" of ${path})`;
  requireEqual(what, 'id', found.id, place.number);
  requireEqual(what, 'image', found.image_id, tag.image_id);
  requireEqual(what, 'category', place.categories[found.category_id - 1], tag.text);
  requireEqual(what, 'tag', found.tag_id, tag.tag_id);
  requireEqual(what, 'part', JSON.stringify(found.part), JSON.stringify(tag.part));
  requireEqual(what, 'state', found.state, tag.state);
  requireEqual(what, 'reviewer', found.reviewer, tag.reviewer);
  requireEqual(what, 'time of decision', found.decided_at, tag.decided_at);
  requireEqual(what, 'iscrowd', found.iscrowd, 0);
  requireEqual(what, 'size', found.segmentation.size.join(' × '), tag.segmentation.size.join(' × '));
  const pixels = decodeFound(what, found.segmentation);
  requireEqual(what, 'pixels', comparePixels(what, pixels.stretches, tag.segmentation), 'the same');
  requireEqual(what, 'area', found.area, pixels.area);
  requireEqual(what, 'area in the database', tag.area, found.area);
  requireEqual(what, 'bbox', found.bbox.join(), pixels.bbox.join());
  requireEqual(what, 'bbox in the database', tag.bbox.join(), found.bbox.join());
  return pixels.stretches;
}

/** Parts that were split by the code that wrote them could be wrong twice: together they must be the mask of the database, without a pixel twice. */
class FoundParts {
  #stretches: (readonly [number, number])[] = [];

  add(found: Stretches, { path, tag, whole }: Instance, what: string): void {
    if (tag.part === undefined) return;
    this.#stretches.push(...found);
    if (tag.part.number < tag.part.of) return;
    const together = joinStretches(this.#stretches);
    this.#stretches = [];
    const last = `${what} and the other parts of tag "${tag.text}" of ${path}`;
    requireEqual(last, 'pixels together', comparePixels(last, together, whole), 'the same');
  }
}

/** In order, with those that touch as one; those that overlap stay as they are, and equal no mask. */
function joinStretches(stretches: Stretches): Stretches {
  const joined: [number, number][] = [];
  for (const [from, to] of [...stretches].sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last?.[1] === from) last[1] = to;
    else joined.push([from, to]);
  }
  return joined;
}
