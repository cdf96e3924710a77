import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { areaOf, boundingBoxOf, encodeMask, rleFromBitmap } from '../../../models/masks/index.ts';
import type { EncodedMask, HeatMap } from '../../../models/masks/index.ts';
import { Project } from '../../../src-main/services/project.ts';
import { temporaryFolder } from '../../temp.ts';

export interface NewPicture {
  readonly path: string;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly missing?: 0 | 1;
}

export interface NewTag {
  readonly pictureId: number;
  readonly text: string;
  readonly stopWord?: 0 | 1;
}

/** A real project whose rows a test writes itself: what import, a run and a review would have left. */
export class ExportFixture {
  readonly project: Project;
  readonly runId: number;

  constructor(name = 'photos') {
    const folder = join(temporaryFolder(), name);
    mkdirSync(folder);
    this.project = Project.open(folder);
    this.runId = this.addRun();
  }

  addRun(model = 'tiny'): number {
    return this.#insert('run', {
      model_name: model,
      model_sha256: `${model}-hash`,
      parameters: '{}',
      state: 'done',
      created_ms: 1,
    });
  }

  addPicture({ path, width = 6, height = 4, missing = 0 }: NewPicture): number {
    return this.#insert('picture', { path, size_bytes: 1, modified_ms: 1, width, height, missing });
  }

  addCaption(pictureId: number, text: string, replaces: number | null = null): number {
    const retire = this.project.db.prepare('UPDATE caption SET retired = 1 WHERE id = ?');
    if (replaces !== null) retire.run(replaces);
    return this.#insert('caption', {
      picture_id: pictureId,
      text,
      source: 'captions.tsv',
      replaces,
      added_ms: 1,
    });
  }

  addTag({ pictureId, text, stopWord = 0 }: NewTag): number {
    const id = this.#insert('tag', { picture_id: pictureId, text, stop_word: stopWord });
    this.#insert('tag_state', { tag_id: id, picture_id: pictureId, stop_word: stopWord });
    return id;
  }

  addOccurrence(captionId: number, tagId: number, [start, end]: readonly [number, number]): void {
    this.#insert('occurrence', { caption_id: captionId, tag_id: tagId, start, end });
  }

  propose(
    tagId: number,
    heat: HeatMap,
    { relevant = 1, runId = this.runId }: { relevant?: 0 | 1; runId?: number } = {},
  ): number {
    return this.#insert('proposal', {
      ...{ run_id: runId, tag_id: tagId, relevant, threshold: 0.5, normalised: 0.9 },
      ...{ score_image: 0.1, score_text: 0.2, score_image_text: 0.3, score_pixel: 0.4 },
      ...{ heat_width: heat.width, heat_height: heat.height, heat: heat.data },
    });
  }

  addMask(
    mask: EncodedMask,
    measures: { area: number; bbox: readonly [number, number, number, number] },
  ): number {
    const [bbox_x, bbox_y, bbox_width, bbox_height] = measures.bbox;
    const [height, width] = mask.size;
    return this.#insert('mask', {
      width,
      height,
      counts: mask.counts,
      area: measures.area,
      bbox_x,
      bbox_y,
      bbox_width,
      bbox_height,
    });
  }

  /** `rows` of 0 and 1, as the picture shows them. */
  addMaskOf(...rows: readonly string[]): number {
    const rle = rleFromBitmap(bitmapOf(...rows));
    const { x, y, width, height } = boundingBoxOf(rle);
    return this.addMask(encodeMask(rle), { area: areaOf(rle), bbox: [x, y, width, height] });
  }

  decide(
    tagId: number,
    verdict: string,
    { maskId = null, proposalId = null }: { maskId?: number | null; proposalId?: number | null } = {},
  ): void {
    const actionId = this.#insert('action', { kind: 'decide', reviewer: 'Ada', at_ms: Date.UTC(2025, 0, 2) });
    const threshold = proposalId === null ? null : 0.25;
    const row = {
      action_id: actionId,
      tag_id: tagId,
      verdict,
      mask_id: maskId,
      proposal_id: proposalId,
      threshold,
    };
    const decisionId = this.#insert('decision', row);
    this.project.db
      .prepare('UPDATE tag_state SET verdict = ?, decision_id = ? WHERE tag_id = ?')
      .run(verdict, decisionId, tagId);
  }

  #insert(table: string, row: Readonly<Record<string, unknown>>): number {
    const columns = Object.keys(row);
    const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map((column) => `@${column}`).join()})`;
    return Number(this.project.db.prepare(sql).run(row).lastInsertRowid);
  }
}

export function bitmapOf(...rows: readonly string[]): { width: number; height: number; data: Uint8Array } {
  return { width: rows[0]?.length ?? 0, height: rows.length, data: Uint8Array.from(rows.join(''), Number) };
}
