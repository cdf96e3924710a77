import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';

import type { ReadDb } from '../../../db/connection.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { paintLabels } from '../../../models/masks/index.ts';
import {
  bitsFor,
  colourOf,
  encodeColours,
  encodeLabelMap,
  ignoredLabel,
  mostClasses,
  nothingNames,
  type SemanticClasses,
  type SemanticPicture,
} from '../../formats/semantic.ts';
import { differs } from '../export-compare.ts';
import { Turns } from '../export-files.ts';
import { exportPictures } from '../export-pictures.ts';
import { readPictures, readTagsOf, readTagTexts, type ReadPicture, type Skipped } from '../export-source.ts';
import { ReleasedNames, stemOf } from '../released/names.ts';
import { FolderStage } from '../released/stage.ts';
import type { ExportInclude, ExportReport } from '../types.ts';
import { version } from '../version.ts';
import { readSemanticContent, type SemanticContent } from './content.ts';
import { verifySemantic } from './verify.ts';

/** A large picture takes a hundred megabytes while it is painted and checked. */
const atOnce = 2;

export interface SemanticExportOptions {
  /** The folder that gets everything; it is made, or empty. */
  readonly out: string;
  /** The project's id: who may write beside the folder, and what is told of where the labels come from. */
  readonly owner: string;
  /** The dataset's name. */
  readonly dataset: string;
  readonly include: ExportInclude;
  /** The classes in their order, from 1; all tags that were asked for where none are given. Other tags are left out. */
  readonly classes?: readonly string[];
  readonly signal: AbortSignal;
  /** In pictures that are written and checked. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes a snapshot as a label map a picture, with the list of classes, reads each file back and compares it with the database, and only then
 * gives the folder its name. When it throws, nothing is there.
 * @throws TagmaskError `too-many-classes`, `export-differs`, `export-exists`, `export-not-writable`, `export-not-a-folder`, `disk-full`;
 *   the signal's reason
 */
export function exportSemantic(snapshot: ReadDb, options: SemanticExportOptions): Promise<ExportReport> {
  return FolderStage.fill(options, (stage) => new SemanticExport(snapshot, stage, options).run());
}

class SemanticExport {
  readonly #db: ReadDb;
  readonly #stage: FolderStage;
  readonly #options: SemanticExportOptions;
  readonly #names: ReleasedNames;
  /** By the number of their picture: several are under way at once. */
  readonly #written = new Map<number, SemanticPicture>();
  readonly #skipped = new Map<number, readonly Skipped[]>();
  #classes: readonly string[] = [];
  #labels: ReadonlyMap<string, number> = new Map();
  #masks = 0;
  #unreviewed = 0;

  constructor(db: ReadDb, stage: FolderStage, options: SemanticExportOptions) {
    this.#db = db;
    this.#stage = stage;
    this.#options = options;
    this.#names = new ReleasedNames(db, []);
  }

  async run(): Promise<ExportReport> {
    await this.#findClasses();
    for (const folder of ['annotations', 'coloured']) await this.#stage.place(`${folder}/any`);
    await exportPictures(this.#db, { ...this.#options, atOnce }, (read) => this.#export(read));
    await this.#writeLists();
    const report = this.#report();
    await this.#stage.write('report.json', JSON.stringify(report, null, 2));
    return report;
  }

  /** Those that are found come in the order of COCO's categories, so that both exports of a dataset number them alike. */
  async #findClasses(): Promise<void> {
    this.#classes = this.#options.classes ?? (await this.#findTexts());
    if (this.#classes.length > mostClasses) throw tooManyClasses(this.#classes.length);
    this.#labels = new Map(this.#classes.map((text, i) => [text, i + 1]));
  }

  async #findTexts(): Promise<string[]> {
    const texts = new Set<string>();
    const turns = new Turns(this.#options.signal);
    for (const [{ id }] of readPictures(this.#db)) {
      for (const text of readTagTexts(this.#db, id, this.#options.include)) texts.add(text);
      await turns.pass();
    }
    return [...texts].sort();
  }

  get #bits(): 8 | 16 {
    return bitsFor(this.#classes.length);
  }

  async #export([row, picture]: ReadPicture): Promise<void> {
    const { include } = this.#options;
    const closed = this.#options.classes !== undefined;
    const wants = (text: string): boolean => !closed || this.#labels.has(text);
    if (picture === null)
      return this.#skip(row.id, readTagsOf(this.#db, [row, picture], { include, wants }).skipped);
    const asked = { include, labels: this.#labels, closed };
    const content = readSemanticContent(this.#db, [row, picture], asked);
    if (!picture.reviewed && content.tags.length === 0) {
      // A map of nothing would say that there is nothing in the picture, which nobody has looked at.
      this.#unreviewed++;
      return this.#skip(row.id, content.skipped);
    }
    const name = `${stemOf(this.#names.nameOf(picture))}.png`;
    const labels = paintLabels(content.layers, { size: picture, ignore: ignoredLabel(this.#bits) });
    const map = { width: picture.width, height: picture.height, labels };
    const files = {
      labels: await this.#stage.write(`annotations/${name}`, encodeLabelMap(map, this.#bits)),
      colours: await this.#stage.write(`coloured/${name}`, encodeColours(map, this.#bits)),
    };
    // Read anew: what is compared with the files is what the database says, not what was written.
    await verifySemantic(files, readSemanticContent(this.#db, [row, picture], asked), this.#bits);
    const hidden = findHidden(labels, content);
    this.#skip(row.id, [...content.skipped, ...hidden]);
    this.#masks += content.tags.length - hidden.length;
    this.#written.set(picture.id, {
      ...{ image_id: picture.id, file_name: picture.path, sem_seg_file_name: `annotations/${name}` },
      ...{ height: picture.height, width: picture.width, reviewed: picture.reviewed },
    });
  }

  #skip(pictureId: number, skipped: readonly Skipped[]): void {
    if (skipped.length > 0) this.#skipped.set(pictureId, skipped);
  }

  async #writeLists(): Promise<void> {
    const { owner: project, dataset, include } = this.#options;
    const nothing = nothingNames.find((name) => !this.#labels.has(name)) ?? '';
    const names = [nothing, ...this.#classes];
    const classes: SemanticClasses = {
      classes: names,
      palette: names.map((_, label) => colourOf(label, this.#bits)),
      ...{ ignore_index: ignoredLabel(this.#bits), bits: this.#bits },
      tagmask: { version, project, dataset, include },
    };
    const pictures = this.#pictures();
    await this.#writeJson('classes.json', classes);
    await this.#writeJson('pictures.json', pictures);
    await this.#writeLines('labels.txt', names);
    const stems = pictures.map((picture) => stemOf(picture.sem_seg_file_name.slice('annotations/'.length)));
    await this.#writeLines('pictures.txt', stems);
  }

  async #writeJson(name: string, value: unknown): Promise<void> {
    const file = await this.#stage.write(name, `${JSON.stringify(value, null, 1)}\n`);
    if (!isDeepStrictEqual(JSON.parse(await readFile(file, 'utf8')), value))
      throw differs(name, 'it was read back with other values');
  }

  /** A name of several lines would move all after it by one. */
  async #writeLines(name: string, lines: readonly string[]): Promise<void> {
    const whole = lines.map((line) => line.replaceAll(/[\r\n]+/g, ' '));
    const file = await this.#stage.write(name, whole.map((line) => `${line}\n`).join(''));
    const found = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
    if (!isDeepStrictEqual(found, whole)) throw differs(name, 'it was read back with other lines');
  }

  #pictures(): SemanticPicture[] {
    return [...this.#written.values()].sort((a, b) => a.image_id - b.image_id);
  }

  #report(): ExportReport {
    const skipped = [...this.#skipped].sort(([a], [b]) => a - b).flatMap(([, some]) => some);
    const pictures = this.#pictures();
    return {
      format: 'semantic',
      pictures: pictures.length,
      reviewed: pictures.filter(({ reviewed }) => reviewed).length,
      unreviewed: this.#unreviewed,
      ...{ tags: this.#masks + skipped.length, masks: this.#masks, skipped, verified: true },
      files: [
        ...['annotations/', 'coloured/'],
        ...['classes.json', 'labels.txt', 'pictures.json', 'pictures.txt', 'report.json'],
      ],
    };
  }
}

/** Tags none of whose pixels show: a label map has one label a pixel. */
function findHidden(labels: Uint16Array, { picture, tags }: SemanticContent): Skipped[] {
  const shown = new Set(labels);
  const hidden = tags.filter(({ label }) => !shown.has(label));
  return hidden.map(({ tag }) => ({
    id: tag.tag_id,
    why: `Tag "${tag.text}" of ${picture.path}: other masks have all of its pixels.`,
  }));
}

const tooManyClasses = (count: number): TagmaskError =>
  new TagmaskError(
    'input',
    'too-many-classes',
    `The dataset has ${count} different tags, and a label map tells ${mostClasses} apart: export as coco or released.`,
  );
