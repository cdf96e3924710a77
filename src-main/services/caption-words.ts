import type { ReadDb } from '../../db/connection.ts';
import { listCaptions } from '../../db/queries/captions.ts';
import { listAddedTexts, listCaptionTags } from '../../db/queries/edits.ts';
import type { CaptionToScore } from './prelabel-protocol.ts';

/**
 * A picture's captions with the tags that they have, as people have edited them. A tag that a person has added without a
 * caption is one of its own: there is nothing to compare it with, so that the model's floor alone decides.
 */
export function readCaptionsToScore(db: ReadDb, pictureId: number): CaptionToScore[] {
  const tags = Map.groupBy(listCaptionTags(db, pictureId), ({ caption_id }) => caption_id);
  const captions = listCaptions(db, pictureId).map(({ id, text }) => {
    return { text, words: (tags.get(id) ?? []).map((tag) => tag.text) };
  });
  const added = listAddedTexts(db, pictureId).map((text) => ({ text, words: [text] }));
  return [...captions, ...added];
}
