import type { PictureQuery, PictureState } from '../../../src-main/services/library-types.ts';
import type { Project } from '../../../src-main/services/project.ts';

/** The library's promises said a second time, slowly: from the rows of the log and the proposals, without summaries. */

interface TagFact {
  readonly text: string;
  readonly verdict: string;
  readonly score: number | null;
  readonly tau: number;
  readonly image: number | null;
  readonly pixel: number | null;
  readonly run: number | null;
  readonly model: string | null;
  readonly reviewer: string | null;
  readonly area_ppm: number | null;
  readonly relevant: number | null;
  readonly stop_word: number;
}

interface PictureFact {
  readonly id: number;
  readonly path: string;
  readonly missing: number;
  readonly error: string | null;
}

const tagFacts = `
  SELECT tag.text, coalesce(d.verdict, 'undecided') AS verdict, p.normalised AS score, 0.4 AS tau, p.score_image AS image,
    p.score_pixel AS pixel, p.run_id AS run, r.model_name AS model, a.reviewer, p.relevant, s.stop_word,
    1000000 * m.area / (m.width * m.height) AS area_ppm
  FROM tag JOIN tag_state s ON s.tag_id = tag.id
  LEFT JOIN decision d ON d.id = (SELECT max(id) FROM decision WHERE tag_id = tag.id)
  LEFT JOIN action a ON a.id = d.action_id AND d.verdict <> 'undecided' LEFT JOIN mask m ON m.id = d.mask_id
  LEFT JOIN proposal p ON p.id = (SELECT id FROM proposal WHERE tag_id = tag.id ORDER BY run_id DESC LIMIT 1)
  LEFT JOIN run r ON r.id = p.run_id WHERE tag.picture_id = ?`;

const best = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

function summarise(picture: PictureFact, tags: readonly TagFact[]) {
  const counted = tags.filter(({ stop_word }) => stop_word === 0);
  const undecided = counted.filter(({ verdict }) => verdict === 'undecided');
  const count = (verdict: string): number => counted.filter((tag) => tag.verdict === verdict).length;
  return {
    picture_id: picture.id,
    path: picture.path,
    usable: picture.missing === 0 && picture.error === null ? 1 : 0,
    undecided: undecided.length,
    accepted: count('accepted'),
    rejected: count('rejected'),
    unsure: count('unsure'),
    proposed: counted.filter(({ relevant }) => relevant === 1).length,
    score: best(counted.map(({ score }) => score)),
    uncertainty: best(undecided.map(({ score, tau }) => (score === null ? null : 1 - Math.abs(score - tau)))),
    disagreement: best(
      undecided.map(({ image, pixel }) =>
        image === null || pixel === null ? null : Math.abs(image - pixel),
      ),
    ),
    area_ppm: counted.reduce(
      (sum, { verdict, area_ppm }) => sum + (verdict === 'accepted' ? (area_ppm ?? 0) : 0),
      0,
    ),
  };
}

type Summary = ReturnType<typeof summarise>;

/** What the tables say about each picture, and what a new count says. */
export function readFacts({ db }: Project): { stored: unknown[]; counted: Summary[] } {
  const stored = db.prepare('SELECT * FROM picture_summary ORDER BY picture_id').all() as Record<
    string,
    unknown
  >[];
  const pictures = db
    .prepare('SELECT id, path, missing, error FROM picture ORDER BY id')
    .all() as PictureFact[];
  const select = db.prepare(tagFacts);
  return {
    stored: stored.map(({ flags: _flags, ...summary }) => summary),
    counted: pictures.map((picture) => summarise(picture, select.all(picture.id) as TagFact[])),
  };
}

const hasState: Record<PictureState, (summary: Summary) => boolean> = {
  undecided: ({ undecided }) => undecided > 0,
  reviewed: ({ undecided, accepted, rejected, unsure }) =>
    undecided === 0 && accepted + rejected + unsure > 0,
  accepted: ({ accepted }) => accepted > 0,
  rejected: ({ rejected }) => rejected > 0,
  unsure: ({ unsure }) => unsure > 0,
  untagged: ({ undecided, accepted, rejected, unsure }) => undecided + accepted + rejected + unsure === 0,
};

function hasTag(tags: readonly TagFact[], query: PictureQuery): boolean {
  const { tag, minScore, maxScore, run, model, reviewer, state } = query;
  if ([tag, minScore, maxScore, run, model, reviewer].every((value) => value === undefined)) return true;
  const ofTag = state === 'reviewed' || state === 'untagged' ? undefined : state;
  return tags.some(
    (one) =>
      (tag === undefined ? one.stop_word === 0 : one.text === tag.trim().toLowerCase()) &&
      (ofTag === undefined || one.verdict === ofTag) &&
      (minScore === undefined || (one.score !== null && one.score >= minScore)) &&
      (maxScore === undefined || (one.score !== null && one.score <= maxScore)) &&
      (run === undefined || one.run === run) &&
      (model === undefined || one.model === model) &&
      (reviewer === undefined || one.reviewer === reviewer),
  );
}

const keys = {
  name: 'path',
  score: 'score',
  uncertainty: 'uncertainty',
  disagreement: 'disagreement',
  area: 'area_ppm',
  undecided: 'undecided',
} as const;

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.from(String(a)).compare(Buffer.from(String(b)));
}

/** The ids of the pictures that match, in order. */
export function matchingPictures(project: Project, query: PictureQuery): number[] {
  const { db } = project;
  const captions = db.prepare('SELECT text FROM caption WHERE picture_id = ?').pluck();
  const tags = db.prepare(tagFacts);
  const { sort = 'name', order = sort === 'name' ? 'ascending' : 'descending', text } = query;
  const asksTag = Object.keys(query).some((key) =>
    ['tag', 'minScore', 'maxScore', 'run', 'model', 'reviewer'].includes(key),
  );
  const matches = readFacts(project).counted.filter((summary) => {
    const facts = tags.all(summary.picture_id) as TagFact[];
    const ofPicture = !asksTag || query.state === 'reviewed' || query.state === 'untagged';
    return (
      (query.errors === undefined || summary.usable === 0) &&
      (query.state === undefined || !ofPicture || hasState[query.state](summary)) &&
      hasTag(facts, query) &&
      (text === undefined ||
        (captions.all(summary.picture_id) as string[]).some((one) =>
          one.toLowerCase().includes(text.toLowerCase()),
        ))
    );
  });
  const direction = order === 'ascending' ? 1 : -1;
  return matches
    .sort((a, b) => direction * (compare(a[keys[sort]], b[keys[sort]]) || a.picture_id - b.picture_id))
    .map(({ picture_id }) => picture_id);
}
