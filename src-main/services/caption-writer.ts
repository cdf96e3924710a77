import { setImmediate } from 'node:timers/promises';

import { transactUnsynced } from '../../db/connection.ts';
import type { WriteDb } from '../../db/connection.ts';
import { insertCaptions, insertWords } from '../../db/queries/caption-batch.ts';
import type { InsertedCaption, NewWord } from '../../db/queries/caption-batch.ts';
import { findCandidates, isStopWord } from '../../models/tagging/index.ts';
import { Slice } from './slice.ts';
import { inWriteTurn } from './write-turn.ts';

export interface FoundCaption {
  readonly pictureId: number;
  readonly text: string;
  readonly source: string;
}

/** Characters a transaction, so that many short captions and a few very long ones hold the engine up alike. */
const batchCharacters = { least: 5000, most: 200_000 };

/** Adds captions with their tags and occurrences, in batches. A caption that the picture has already adds nothing. */
export class CaptionWriter {
  readonly #db: WriteDb;
  readonly #onAdded: () => void;
  readonly #slice = new Slice(batchCharacters);
  #batch: (FoundCaption & { readonly addedMs: number })[] = [];
  #characters = 0;

  constructor(db: WriteDb, onAdded: () => void = () => undefined) {
    this.#db = db;
    this.#onAdded = onAdded;
  }

  async add(caption: FoundCaption): Promise<void> {
    const text = normaliseCaption(caption.text);
    if (text === '') return;
    this.#batch.push({ ...caption, text, addedMs: Date.now() });
    // A row costs something too, however short it is.
    this.#characters += text.length + 50;
    if (this.#characters >= this.#slice.size) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#characters = 0;
    if (batch.length === 0) return;
    await inWriteTurn(this.#db, () =>
      this.#slice.run(() =>
        transactUnsynced(this.#db, () => {
          insertWords(this.#db, insertCaptions(this.#db, batch).flatMap(wordsOf));
        }),
      ),
    );
    this.#onAdded();
    await setImmediate();
  }
}

const wordsOf = ({ id, pictureId, text }: InsertedCaption): NewWord[] =>
  findCandidates(text).map((word) => ({
    ...{ ...word, captionId: id, pictureId },
    stopWord: isStopWord(word.text) ? 1 : 0,
  }));

/** The form in which captions are stored and compared. SQLite keeps no lone surrogates, so they are replaced before. */
export const normaliseCaption = (text: string): string => text.toWellFormed().normalize('NFC').trim();
