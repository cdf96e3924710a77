import { setImmediate } from 'node:timers/promises';

import { transact } from '../../db/connection.ts';
import type { WriteDb } from '../../db/connection.ts';
import { insertCaption, insertOccurrence } from '../../db/queries/captions.ts';
import { findOrInsertTag } from '../../db/queries/tags.ts';
import { findCandidates, isStopWord } from '../../models/tagging/index.ts';

export interface FoundCaption {
  readonly pictureId: number;
  readonly text: string;
  readonly source: string;
}

/** Characters a transaction, so that many short captions and a few very long ones hold the engine up alike. */
const batchCharacters = 10_000;

/** Adds captions with their tags and occurrences, in batches. A caption that the picture has already adds nothing. */
export class CaptionWriter {
  readonly #db: WriteDb;
  #batch: FoundCaption[] = [];
  #characters = 0;

  constructor(db: WriteDb) {
    this.#db = db;
  }

  async add(caption: FoundCaption): Promise<void> {
    const text = normaliseCaption(caption.text);
    if (text === '') return;
    this.#batch.push({ ...caption, text });
    // A row costs something too, however short it is.
    this.#characters += text.length + 50;
    if (this.#characters >= batchCharacters) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#characters = 0;
    if (batch.length === 0) return;
    transact(this.#db, () => {
      for (const caption of batch) this.#insert(caption);
    });
    await setImmediate();
  }

  #insert({ pictureId, text, source }: FoundCaption): void {
    const captionId = insertCaption(this.#db, { pictureId, text, source, addedMs: Date.now() });
    if (captionId === null) return;
    for (const { text: word, start, end } of findCandidates(text)) {
      const tagId = findOrInsertTag(this.#db, { pictureId, text: word, stopWord: isStopWord(word) });
      insertOccurrence(this.#db, { captionId, tagId, start, end });
    }
  }
}

/** The form in which captions are stored and compared. SQLite keeps no lone surrogates, so they are replaced before. */
const normaliseCaption = (text: string): string => text.toWellFormed().normalize('NFC').trim();
