import type { Thing } from '../thing.ts';

/** A colour word of a caption and what the caption gives the colour to. */
export interface ColourWord {
  /** Where the word starts, in UTF-16 code units. */
  readonly start: number;
  readonly things: readonly Thing[];
  /** Only this part of the things; null for all of them. */
  readonly part: string | null;
  /** A stretch of the backdrop instead. */
  readonly region: string | null;
}

export type ColourOwner = Omit<ColourWord, 'start'>;

export interface WrittenCaption {
  readonly text: string;
  readonly colours: readonly ColourWord[];
}

/** Collects words; commas lean on the word before, and "a" becomes "an" by the word after. */
export class Line {
  readonly #words: { text: string; owner: ColourOwner | null }[] = [];

  say(text: string): this {
    for (const word of text.split(' ')) if (word !== '') this.#words.push({ text: word, owner: null });
    return this;
  }

  colour(text: string, owner: ColourOwner): this {
    this.#words.push({ text, owner });
    return this;
  }

  add(other: Line): this {
    this.#words.push(...other.#words);
    return this;
  }

  finish({ capital, stop }: { capital: boolean; stop: boolean }): WrittenCaption {
    let text = '';
    const colours: ColourWord[] = [];
    this.#words.forEach((word, i) => {
      const next = this.#words[i + 1]?.text ?? '';
      const written = word.text === 'a' && /^[aeiou]/i.test(next) ? 'an' : word.text;
      if (text !== '' && !written.startsWith(',')) text += ' ';
      if (word.owner !== null) colours.push({ ...word.owner, start: text.length });
      text += capital && text === '' ? written.charAt(0).toUpperCase() + written.slice(1) : written;
    });
    return { text: stop ? `${text}.` : text, colours };
  }
}
