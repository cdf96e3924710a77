import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { countDecisionsSince } from '../../../db/queries/decisions.ts';
import { countReviewedPictures } from '../../../db/queries/reviewed-pictures.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { Project } from '../project.ts';
import { replaceFile } from '../replace-file.ts';
import type { DatasetEvaluation } from './evaluate-dataset.ts';
import type { EvaluationSummary, EvaluationsView, EvaluationView } from './evaluation-types.ts';

/** The number goes up when an older Tagmask would misread what a newer one has written. */
const version = 1;
/** The results of an afternoon of trying: older ones make room, since any of them can be had again. */
const kept = 30;

/** A moment, as `2026-11-26T12-30-59-123Z`, which sorts by time: neither a path nor a hidden file. */
export const evaluationId = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z(-\d{1,3})?$/;

/** The outline alone: files are written whole, and what is inside was counted by this program. */
const stored = z.looseObject({
  version: z.literal(version),
  at: z.number(),
  seconds: z.number(),
  action: z.int(),
  evaluation: z.looseObject({
    ...{ pictures: z.int(), tau: z.number(), preset: z.string(), dense: z.string() },
    model: z.object({ name: z.string(), sha256: z.string(), trained: z.boolean() }),
    tags: z.looseObject({}),
    masks: z.looseObject({}),
    scores: z.looseObject({}),
    singleTagBias: z.looseObject({ methods: z.looseObject({}) }),
    byTag: z.array(z.looseObject({ tag: z.string(), examples: z.array(z.looseObject({})) })),
  }),
});

export interface NewEvaluation {
  /** When it began, as Unix milliseconds. */
  readonly at: number;
  readonly seconds: number;
  /** The last action of the log when it began. */
  readonly action: number;
  readonly evaluation: DatasetEvaluation;
}

type EvaluatedProject = Pick<Project, 'db' | 'directory'>;

const folderOf = ({ directory }: Pick<Project, 'directory'>): string => join(directory, 'evaluations');
const fileOf = (project: EvaluatedProject, id: string): string => join(folderOf(project), `${id}.json`);

/** Keeps a result in the project's folder, and the newest 30 in all; answers its id. */
export function storeEvaluation(project: EvaluatedProject, result: NewEvaluation): string {
  const moment = new Date(result.at).toISOString().replaceAll(/[:.]/g, '-');
  let id = moment;
  for (let other = 2; existsSync(fileOf(project, id)); other++) id = `${moment}-${other}`;
  replaceFile(fileOf(project, id), `${JSON.stringify({ version, ...result })}\n`);
  for (const old of listIds(project).slice(kept)) rmSync(fileOf(project, old), { force: true });
  return id;
}

/** The results that are kept, newest first. A file that is none of them, or damaged, is not listed. */
export function listEvaluations(project: EvaluatedProject): EvaluationsView {
  const evaluations = listIds(project).flatMap((id) => {
    const result = readStored(project, id);
    return result === null ? [] : [summarise(project, id, result)];
  });
  return { reviewedPictures: countReviewedPictures(project.db), evaluations };
}

/** @throws TagmaskError `no-such-evaluation` */
export function readEvaluation(project: EvaluatedProject, id: string): EvaluationView {
  const result = evaluationId.test(id) ? readStored(project, id) : null;
  if (result === null) throw noSuchEvaluation(id);
  return { ...summarise(project, id, result), evaluation: result.evaluation };
}

/** @throws TagmaskError `no-such-evaluation` */
export function removeEvaluation(project: EvaluatedProject, id: string): void {
  if (!evaluationId.test(id) || !existsSync(fileOf(project, id))) throw noSuchEvaluation(id);
  rmSync(fileOf(project, id));
}

function listIds(project: EvaluatedProject): string[] {
  if (!existsSync(folderOf(project))) return [];
  return readdirSync(folderOf(project))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((id) => evaluationId.test(id))
    .sort()
    .reverse();
}

function readStored(project: EvaluatedProject, id: string): NewEvaluation | null {
  try {
    const content: unknown = JSON.parse(readFileSync(fileOf(project, id), 'utf8'));
    // The schema has the outline of what this program wrote.
    return stored.safeParse(content).success ? (content as NewEvaluation) : null;
  } catch {
    // Gone since it was listed, or no JSON: as if it were not there.
    return null;
  }
}

function summarise({ db }: EvaluatedProject, id: string, result: NewEvaluation): EvaluationSummary {
  const { at, seconds, action, evaluation } = result;
  const { model, preset, tau, pictures } = evaluation;
  return { id, at, seconds, model, preset, tau, pictures, verdictsSince: countDecisionsSince(db, action) };
}

const noSuchEvaluation = (id: string): TagmaskError =>
  new TagmaskError('missing', 'no-such-evaluation', `There is no result "${id}": look at the list of results again.`); // prettier-ignore
