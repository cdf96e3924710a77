import type { CocoAnnotation, CocoCategory, CocoImage } from '../formats/coco.ts';
import { readCocoEntries } from '../formats/coco-reader.ts';
import type { CocoEntry } from '../formats/coco-reader.ts';
import { comparePixels, decodeFound, differs, requireEqual } from './export-compare.ts';
import type { SourcePicture, SourceTag } from './export-source.ts';

export interface Expected {
  readonly categories: readonly string[];
  readonly pictures: Iterable<SourcePicture>;
  /** Each with its picture's path, in the file's order. */
  readonly tags: AsyncIterable<readonly [path: string, tag: SourceTag]>;
}

/** Called after each entry; may wait, and may throw to stop. */
export type AfterEntry = () => Promise<void>;

/**
 * Re-reads an export, decodes every mask with a decoder of its own and holds everything against the database.
 * @throws {TagmaskError} `export-differs`, naming the annotation; `coco-unreadable`
 */
export async function verifyExport(file: string, expected: Expected, afterEntry: AfterEntry): Promise<void> {
  const checks = {
    info: checkNothing,
    categories: inOrder('category', expected.categories, checkCategory),
    images: inOrder('image', expected.pictures, checkImage),
    annotations: inOrder('annotation', expected.tags, (value, item, number) =>
      checkAnnotation(value as CocoAnnotation, item, { number, categories: expected.categories }),
    ),
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

function checkAnnotation(
  found: CocoAnnotation,
  [path, tag]: readonly [string, SourceTag],
  place: Place,
): void {
  const what = `annotation ${place.number} (tag "${tag.text}" of ${path})`;
  requireEqual(what, 'id', found.id, place.number);
  requireEqual(what, 'image', found.image_id, tag.image_id);
  requireEqual(what, 'category', place.categories[found.category_id - 1], tag.text);
  requireEqual(what, 'tag', found.tag_id, tag.tag_id);
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
}
