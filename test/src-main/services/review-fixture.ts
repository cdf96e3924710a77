import { insertCaption, insertOccurrence } from '../../../db/queries/captions.ts';
import { insertPicture } from '../../../db/queries/pictures.ts';
import { insertProposal } from '../../../db/queries/proposals.ts';
import { insertRun } from '../../../db/queries/runs.ts';
import { findOrInsertTag } from '../../../db/queries/tags.ts';
import { findCandidates, isStopWord } from '../../../models/tagging/index.ts';
import { Project } from '../../../src-main/services/project.ts';
import { refreshIfStale } from '../../../src-main/services/selection.ts';

export const pictureSize = { width: 40, height: 30 };

/** A heat map whose left half is hot: 204/255 = 0.8 there, 0.2 on the right. */
export const heat = {
  width: 4,
  height: 3,
  data: Uint8Array.from({ length: 12 }, (_, i) => (i % 4 < 2 ? 204 : 51)),
};

/** Adds a picture that needs no file; its captions have their tags. */
export function addPicture({ db }: Project, path: string, captions: readonly string[]): number {
  const facts = { sizeBytes: 1, modifiedMs: 1, format: 'png', error: null, ...pictureSize };
  const pictureId = insertPicture(db, { path, ...facts });
  for (const text of captions) {
    const captionId = insertCaption(db, { pictureId, text, source: 'captions.tsv', addedMs: 1 }) ?? 0;
    for (const { text: word, start, end } of findCandidates(text)) {
      const tagId = findOrInsertTag(db, { pictureId, text: word, stopWord: isStopWord(word) });
      insertOccurrence(db, { captionId, tagId, start, end });
    }
  }
  return pictureId;
}

export function tagIdOf({ db }: Project, pictureId: number, text: string): number {
  const select = db.prepare('SELECT id FROM tag WHERE picture_id = ? AND text = ?').pluck();
  return Number(select.get(pictureId, text));
}

export const parameters = {
  preset: 'balanced',
  dense: 'clip',
  template: 'a photo of a {}.',
  tau: 0.4,
  threshold: 0.5,
  floor: 0,
};

export function addRun({ db }: Project): number {
  return insertRun(db, {
    modelName: 'test',
    modelSha256: 'f'.repeat(64),
    parameters: JSON.stringify(parameters),
    createdMs: 1,
  });
}

export function propose(
  { db }: Project,
  runId: number,
  tag: { readonly tagId: number; readonly relevant: boolean; readonly normalised?: number },
): void {
  insertProposal(db, {
    runId,
    tagId: tag.tagId,
    ...{ scoreImage: 0.2, scoreText: 0.3, scoreImageText: 0.25, scorePixel: 0.28 },
    normalised: tag.normalised ?? (tag.relevant ? 0.9 : 0.1),
    relevant: tag.relevant ? 1 : 0,
    ...{ threshold: 0.5, cleanUp: null },
    ...{ heatWidth: heat.width, heatHeight: heat.height, heat: heat.data },
  });
}

/** What holds for each tag, by the table that the lists read and by the end of the log: they must agree. */
export function readStates({ db }: Project): { stored: unknown[]; logged: unknown[] } {
  const stored = db.prepare('SELECT tag_id, verdict, decision_id FROM tag_state ORDER BY tag_id').all();
  const logged = db
    .prepare(
      `SELECT tag.id AS tag_id, coalesce(decision.verdict, 'undecided') AS verdict, decision.id AS decision_id
       FROM tag LEFT JOIN decision ON decision.id = (SELECT max(id) FROM decision WHERE tag_id = tag.id)
       ORDER BY tag.id`,
    )
    .all();
  return { stored, logged };
}

/** What is kept beside the log so that lists need not count, and the same counted anew: they must agree. */
export function readDerived({ db }: Project): { kept: unknown[]; counted: unknown[] } {
  refreshIfStale(db);
  const all = (sql: string): unknown[] => db.prepare(sql).all();
  const verdicts = ['undecided', 'accepted', 'rejected', 'unsure'];
  const counts = verdicts
    .map((verdict) => `count(*) FILTER (WHERE verdict = '${verdict}') AS ${verdict}`)
    .join(', ');
  const kept = [
    ...all(
      'SELECT text, pictures, undecided, accepted, rejected, unsure FROM word WHERE pictures > 0 ORDER BY text',
    ),
    ...all('SELECT tag_id, reviewer, area_ppm FROM tag_state ORDER BY tag_id'),
    ...all(
      'SELECT picture_id, undecided, accepted, rejected, unsure, area_ppm FROM picture_summary ORDER BY picture_id',
    ),
    ...all('SELECT count(*) AS rows FROM step_row'),
  ];
  const counted = [
    ...all(`SELECT text, count(*) AS pictures, ${counts} FROM tag_state JOIN tag ON tag.id = tag_id
      WHERE tag_state.stop_word = 0 GROUP BY text ORDER BY text`),
    ...all(`SELECT tag_state.tag_id, iif(tag_state.verdict = 'undecided', NULL, action.reviewer) AS reviewer,
        iif(tag_state.verdict = 'accepted', 1000000 * area / (width * height), NULL) AS area_ppm
      FROM tag_state LEFT JOIN decision ON decision.id = decision_id LEFT JOIN action ON action.id = action_id
      LEFT JOIN mask ON mask.id = mask_id ORDER BY tag_state.tag_id`),
    ...all(`SELECT picture.id AS picture_id, ${counts}, coalesce(sum(area_ppm), 0) AS area_ppm
      FROM picture LEFT JOIN tag_state ON picture_id = picture.id AND stop_word = 0 GROUP BY picture.id ORDER BY picture.id`),
    { rows: 0 },
  ];
  return { kept, counted };
}
