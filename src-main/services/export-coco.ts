import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import type { ReadDb } from '../../db/connection.ts';
import { countPicturesForExport } from '../../db/queries/exports.ts';
import { TagmaskError } from '../../models/errors.ts';
import { cocoLines, cocoSections } from '../formats/coco.ts';
import type { CocoAnnotation, CocoImage, CocoInfo } from '../formats/coco.ts';
import type { ExportedProject, ExportOptions } from './export.ts';
import { Turns } from './export-files.ts';
import type { StagedFolder } from './export-files.ts';
import { readCaptions, readPictures, readTags, readTagTexts } from './export-source.ts';
import type { Skipped, SourcePicture } from './export-source.ts';
import { splitTag } from './export-parts.ts';
import type { Instance } from './export-parts.ts';
import { verifyExport } from './export-verify.ts';
import type { ExportInclude, ExportReport } from './types.ts';
import { version } from './version.ts';

/** Up to this size the file is also parsed in one piece: a second word on its being JSON, at the price of its memory. */
const parsedWholeBytes = 8 << 20;

export interface CocoExportParts {
  readonly project: ExportedProject;
  readonly options: ExportOptions;
  readonly snapshot: ReadDb;
  readonly staged: StagedFolder;
}

/** One export of a snapshot to a folder's temporary files; it runs once. */
export class CocoExport {
  readonly #parts: CocoExportParts;
  readonly #db: ReadDb;
  readonly #include: ExportInclude;
  readonly #turns: Turns;
  readonly #total: number;
  readonly #skipped: Skipped[] = [];
  #categories: readonly string[] = [];
  #categoryIds: ReadonlyMap<string, number> = new Map();
  #done = 0;
  #pictures = 0;
  #reviewed = 0;
  #masks = 0;
  #annotationCount = 0;

  constructor(parts: CocoExportParts) {
    this.#parts = parts;
    this.#db = parts.snapshot;
    this.#include = parts.options.include ?? 'accepted';
    this.#turns = new Turns(parts.options.signal);
    this.#total = 2 * countPicturesForExport(this.#db);
  }

  async run(): Promise<ExportReport> {
    const { staged } = this.#parts;
    await this.#findCategories();
    const file = await staged.write('instances.json', this.#lines(), this.#turns);
    await this.#verify(file);
    const report = this.#report();
    await staged.write('report.json', [JSON.stringify(report, null, 2)], this.#turns);
    return report;
  }

  async #findCategories(): Promise<void> {
    const texts = new Set<string>();
    for (const [{ id }] of readPictures(this.#db)) {
      for (const text of readTagTexts(this.#db, id, this.#include)) texts.add(text);
      await this.#turns.pass();
    }
    this.#categories = [...texts].sort();
    this.#categoryIds = new Map(this.#categories.map((text, i) => [text, i + 1]));
  }

  #lines(): AsyncIterable<string> {
    const { project } = this.#parts;
    return cocoLines({
      info: describeExport(project, this.#parts.options),
      categories: this.#categories.map((name, i) => ({ id: i + 1, name, supercategory: 'tag' })),
      images: this.#images(),
      annotations: this.#annotations(),
    });
  }

  *#images(): Generator<CocoImage> {
    for (const picture of this.#picturesInFile()) {
      const { id, path, width, height, reviewed } = picture;
      this.#pictures++;
      if (reviewed) this.#reviewed++;
      yield { id, file_name: path, width, height, reviewed, captions: readCaptions(this.#db, id) };
    }
  }

  async *#annotations(): AsyncGenerator<CocoAnnotation> {
    for await (const { tag } of this.#instances((skipped) => this.#skipped.push(...skipped))) {
      const { text, image_id, ...fields } = tag;
      if ((tag.part?.number ?? 1) === 1) this.#masks++;
      yield {
        id: ++this.#annotationCount,
        image_id,
        category_id: this.#categoryIds.get(text) ?? 0,
        ...fields,
      };
    }
  }

  *#picturesInFile(): Generator<SourcePicture> {
    for (const [, picture] of readPictures(this.#db)) if (picture !== null) yield picture;
  }

  async *#instances(onSkipped: (skipped: readonly Skipped[]) => void): AsyncGenerator<Instance> {
    const isInParts = this.#parts.options.instances === 'parts';
    for (const read of readPictures(this.#db)) {
      const { tags, skipped } = readTags(this.#db, read, this.#include);
      onSkipped(skipped);
      for (const tag of tags) {
        const annotations = isInParts ? splitTag(tag) : [tag];
        for (const one of annotations) yield { path: read[0].path, tag: one, whole: tag.segmentation };
      }
      this.#parts.options.onProgress?.(++this.#done, this.#total);
      await this.#turns.pass();
    }
  }

  async #verify(file: string): Promise<void> {
    const expected = {
      categories: this.#categories,
      pictures: this.#picturesInFile(),
      instances: this.#instances(() => undefined),
    };
    await verifyExport(file, expected, () => this.#turns.pass());
    if ((await stat(file)).size > parsedWholeBytes) return;
    const whole = JSON.parse(await readFile(file, 'utf8')) as Record<string, readonly unknown[]>;
    const counts = cocoSections.map((section) => whole[section]?.length);
    if (counts.join() !== [this.#categories.length, this.#pictures, this.#annotationCount].join()) {
      const sentence = `The export differs from the database: parsed as a whole it has ${counts.join(', ')} ${cocoSections.join(', ')}.`;
      throw new TagmaskError(
        'internal',
        'export-differs',
        `${sentence} Nothing was exported; please report this.`,
      );
    }
  }

  #report(): ExportReport {
    return {
      format: 'coco',
      pictures: this.#pictures,
      reviewed: this.#reviewed,
      tags: this.#masks + this.#skipped.length,
      masks: this.#masks,
      ...(this.#parts.options.instances === 'parts' ? { instances: this.#annotationCount } : {}),
      skipped: this.#skipped,
      verified: true,
      files: ['instances.json', 'report.json'],
    };
  }
}

function describeExport(
  { id, folder }: ExportedProject,
  { include = 'accepted', instances = 'whole' }: ExportOptions,
): CocoInfo {
  const now = new Date();
  return {
    description: 'Relevant tags with pixel masks',
    version: '1.0',
    year: now.getUTCFullYear(),
    contributor: '',
    url: '',
    date_created: now.toISOString(),
    tagmask: { version, project: id, dataset: basename(folder), include, instances },
  };
}
