import { setImmediate } from 'node:timers/promises';

import type { ReadDb } from '../../../db/connection.ts';
import {
  listComparedPictures,
  listEditedPictures,
  listPicturesByPath,
  listPicturesSince,
  readLogEnd,
} from '../../../db/queries/compare-runs.ts';
import type { LogEnd, RunPair } from '../../../db/queries/compare-runs.ts';
import { readPicture } from '../../../db/queries/pictures.ts';
import { readVersion } from '../../../db/queries/selection.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { Size } from '../../../models/masks/index.ts';
import { Slice } from '../slice.ts';
import type { RunView } from '../types.ts';
import type { ChosenRuns } from './choose-runs.ts';
import type { ComparisonSort } from './compare-types.ts';
import { CountTable, isChanged } from './count-table.ts';
import { countPicture } from './count-words.ts';

/** What is in the list, and in which order. */
export interface ListOf {
  readonly sort: ComparisonSort;
  readonly only: 'all' | 'changed';
}

/**
 * What has changed between two runs, counted once and kept. What has been decided, edited or imported since,
 * and what a run has gone on to, is counted again picture by picture. It counts only while it is asked for: who leaves
 * has nothing to cancel.
 */
export class Comparison {
  readonly #db: ReadDb;
  readonly #pair: RunPair;
  readonly #slice = new Slice({ least: 4, most: 4096 });
  #table = new CountTable([]);
  #runs = '';
  #log: LogEnd | null = null;
  #list: { readonly key: string; readonly table: CountTable; readonly ids: readonly number[] } | null = null;

  constructor(db: ReadDb, pair: RunPair) {
    this.#db = db;
    this.#pair = pair;
  }

  get table(): CountTable {
    return this.#table;
  }

  /** Counts for about so long, in slices between which others have their turn; at least one, so that it gets on. */
  async advance(runs: ChosenRuns, forMs: number): Promise<void> {
    const start = performance.now();
    this.#refresh(runs);
    do {
      this.#slice.run(() => this.#count(this.#slice.size));
      if (this.isCounted) return;
      await setImmediate();
      if (!this.#db.open) throw closedMeanwhile();
    } while (performance.now() - start < forMs);
  }

  get isCounted(): boolean {
    return this.#table.counted === this.#table.length;
  }

  /** The ids of the pictures, once all are counted; none before: a list that moves helps nobody. */
  list({ sort, only }: ListOf): readonly number[] {
    if (!this.isCounted) return [];
    const table = this.#table;
    // How much has changed is in the table, what a picture is called is not.
    const key = [sort, only, table.version, sort === 'path' ? readVersion(this.#db) : ''].join();
    const isListed = (id: number): boolean => {
      const row = table.read(id);
      return row !== null && (only === 'all' || isChanged(row));
    };
    if (this.#list?.key === key && this.#list.table === table) return this.#list.ids;
    const ids = sort === 'path' ? listPicturesByPath(this.#db).filter(isListed) : table.listByChange(only);
    this.#list = { key, table, ids };
    return ids;
  }

  #refresh({ before, after }: ChosenRuns): void {
    const runs = JSON.stringify([before, after].map(({ state, finishedAt }) => [state, finishedAt]));
    const haveMoved = runs !== this.#runs;
    const log = readLogEnd(this.#db);
    if (haveMoved || isAtWork(before) || isAtWork(after))
      this.#table = this.#table.withPictures(listComparedPictures(this.#db, this.#pair));
    // A run that has gone on has scored again what people have edited, whenever that was.
    if (haveMoved) this.#forget(listEditedPictures(this.#db));
    if (this.#log !== null && (log.action !== this.#log.action || log.caption !== this.#log.caption))
      this.#forget(listPicturesSince(this.#db, this.#log));
    this.#runs = runs;
    this.#log = log;
  }

  #forget(pictureIds: readonly number[]): void {
    for (const id of pictureIds) this.#table.forget(id);
  }

  #count(pictures: number): void {
    for (let n = 0; n < pictures; n += 1) {
      const id = this.#table.nextUncounted();
      if (id === null) return;
      this.#table.write(id, countPicture(this.#db, { ...this.#pair, pictureId: id }, sizeOf(this.#db, id)));
    }
  }
}

const isAtWork = ({ state }: RunView): boolean => state === 'queued' || state === 'running';

/** Displayed; any shape for a picture that cannot be read any more. */
export function sizeOf(db: ReadDb, pictureId: number): Size {
  const { width = null, height = null } = readPicture(db, pictureId) ?? {};
  return { width: width ?? 1, height: height ?? 1 };
}

function closedMeanwhile(): TagmaskError {
  const message = 'The dataset was closed while its runs were being compared. Open it, and compare again.';
  return new TagmaskError('conflict', 'no-dataset', message);
}
