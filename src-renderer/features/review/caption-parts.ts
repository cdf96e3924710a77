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
