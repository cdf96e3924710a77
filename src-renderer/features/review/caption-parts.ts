import type { CaptionView } from '../../../src-main/services/types.ts';

/** A stretch of a caption: plain text, or a word that stands for a tag. */
export interface CaptionPart {
  readonly text: string;
  readonly start: number;
  readonly tagId: number | null;
}

/** Cuts a caption at its words. The parts, put together, are the caption, character by character. */
export function splitCaption({ text, occurrences }: CaptionView): CaptionPart[] {
  const parts: CaptionPart[] = [];
  let position = 0;
  const add = (end: number, tagId: number | null) => {
    if (end > position) parts.push({ text: text.slice(position, end), start: position, tagId });
    position = Math.max(position, end);
  };
  for (const { start, end, tagId } of [...occurrences].sort((a, b) => a.start - b.start)) {
    if (start < position) continue;
    add(start, null);
    add(end, tagId);
  }
  add(text.length, null);
  return parts;
}

/** Neighbouring parts of a caption. A long one is drawn with words to click on only where they can be seen. */
export interface CaptionStretch {
  readonly start: number;
  readonly text: string;
  readonly parts: readonly CaptionPart[];
}

/** Cuts a caption's parts into stretches of at most `words` words; their texts, put together, are the caption. */
export function cutStretches(parts: readonly CaptionPart[], words: number): CaptionStretch[] {
  const stretches: CaptionPart[][] = [];
  let counted = 0;
  for (const part of parts) {
    if (part.tagId !== null) counted += 1;
    const at = Math.max(0, Math.ceil(counted / words) - 1);
    (stretches[at] ??= []).push(part);
  }
  return stretches.map((own) => ({
    start: own[0]?.start ?? 0,
    text: own.map(({ text }) => text).join(''),
    parts: own,
  }));
}

/** Hebrew, Arabic and the other scripts that are written from right to left, by their blocks. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Which way a word is written: what stands beside it in its chip has to stay there. */
export const directionOf = (word: string): 'rtl' | 'ltr' => (RIGHT_TO_LEFT.test(word) ? 'rtl' : 'ltr');
