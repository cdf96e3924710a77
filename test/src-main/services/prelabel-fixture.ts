import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import { onTestFinished } from 'vitest';

import { transact } from '../../../db/connection.ts';
import { insertCaption, insertOccurrence } from '../../../db/queries/captions.ts';
import { insertPicture } from '../../../db/queries/pictures.ts';
import { findOrInsertTag } from '../../../db/queries/tags.ts';
import { findCandidates, isStopWord } from '../../../models/tagging/index.ts';
import { Prelabeler, type PrelabelListener } from '../../../src-main/services/prelabel.ts';
import { Project } from '../../../src-main/services/project.ts';
import { temporaryFolder } from '../../temp.ts';

const colours = ['red', 'green', 'blue', 'orange'] as const;
const size = { width: 160, height: 120 };

/** Draws a circle into `folder/name`. */
async function drawPicture(file: string, i: number): Promise<string> {
  const colour = colours[i % colours.length] ?? 'red';
  const svg = `<svg width="160" height="120"><rect width="160" height="120" fill="white"/>
    <circle cx="${30 + ((i * 17) % 100)}" cy="60" r="25" fill="${colour}"/></svg>`;
  await sharp(Buffer.from(svg)).jpeg().toFile(file);
  return `a ${colour} circle on a white ground`;
}

function insertTags(project: Project, pictureId: number, text: string): void {
  const { db } = project;
  const captionId = insertCaption(db, { pictureId, text, source: 'test', addedMs: 0 });
  for (const { text: tag, start, end } of findCandidates(text)) {
    const tagId = findOrInsertTag(db, { pictureId, text: tag, stopWord: isStopWord(tag) });
    if (captionId !== null) insertOccurrence(db, { captionId, tagId, start, end });
  }
}

/** A dataset of `count` pictures with a caption each (`0000.jpg` and on) in the project's database. */
export async function makeDataset(count: number, folder = temporaryFolder()): Promise<string> {
  await mkdir(folder, { recursive: true });
  const project = Project.open(folder);
  for (let i = 0; i < count; i++) {
    const path = `${String(i).padStart(4, '0')}.jpg`;
    const caption = await drawPicture(join(folder, path), i);
    const file = await stat(join(folder, path));
    const facts = {
      path,
      sizeBytes: file.size,
      modifiedMs: file.mtimeMs | 0,
      ...size,
      format: 'jpeg',
      error: null,
    };
    transact(project.db, () => {
      insertTags(project, insertPicture(project.db, facts), caption);
    });
  }
  project.close();
  return folder;
}

export const silent: PrelabelListener = { onProgress: () => undefined, onPictures: () => undefined };

export interface Opened {
  readonly project: Project;
  readonly prelabeler: Prelabeler;
}

/** Opens the dataset's project with a prelabeler, both closed when the test is over. */
export function openDataset(folder: string, listener: Partial<PrelabelListener> = {}): Opened {
  const project = Project.open(folder);
  const prelabeler = new Prelabeler(project, { ...silent, ...listener });
  onTestFinished(async () => {
    await prelabeler.close();
    project.close();
  });
  return { project, prelabeler };
}

/** Every row of every table that holds what people did, as text. */
export function dumpDecisions({ db }: Project): string {
  // Beside a person's word, `tag_state` holds what the newest proposal says of the tag, so that lists can sort by it.
  const states = 'SELECT tag_id, picture_id, verdict, decision_id, reviewer, area_ppm FROM tag_state';
  const tables = ['SELECT * FROM action', 'SELECT * FROM decision', 'SELECT * FROM mask', states];
  return JSON.stringify(tables.map((select) => db.prepare(select).all()));
}

export interface ProposalDump {
  readonly id: number;
  readonly run_id: number;
  readonly tag_id: number;
  readonly picture_id: number;
  readonly normalised: number;
  readonly relevant: number;
  readonly heat: string;
}

export const dumpProposals = ({ db }: Project): ProposalDump[] =>
  db
    .prepare<[], ProposalDump>(
      `SELECT proposal.id, run_id, tag_id, picture_id, normalised, relevant, hex(heat) AS heat
       FROM proposal JOIN tag ON tag.id = tag_id ORDER BY proposal.id`,
    )
    .all();

export const countRows = ({ db }: Project, table: string): number =>
  db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;

export interface RunPicture {
  readonly path: string;
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
}

export const listRunPictures = ({ db }: Project, runId: number): RunPicture[] =>
  db
    .prepare<[number], RunPicture>(
      `SELECT path, state, attempts, run_picture.error FROM run_picture JOIN picture ON picture.id = picture_id
       WHERE run_id = ? ORDER BY path`,
    )
    .all(runId);
