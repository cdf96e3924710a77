import { insertProposal } from '../../../db/queries/proposals.ts';
import { endRun, finishRunPicture, queuePictureAgain, startRun } from '../../../db/queries/runs.ts';
import type { Project } from '../../../src-main/services/project.ts';
import { addRun, heat, tagIdOf } from './review-fixture.ts';

/** Hot in the right half where the fixture's heat map is hot in the left one. */
const mirrored = { ...heat, data: heat.data.map((byte) => 255 - byte) };

export interface Said {
  readonly pictureId: number;
  /** Every word that the run scores, with whether it proposes it; `moved` with a mask on the other side. */
  readonly words: Readonly<Record<string, boolean | 'moved'>>;
}

/** A run that has answered these pictures; it goes on until `end` is called. */
export function answer(project: Project, said: readonly Said[], runId = addRun(project)): number {
  const { db } = project;
  startRun(db, runId);
  for (const { pictureId, words } of said) {
    queuePictureAgain(db, runId, pictureId);
    for (const [text, verdict] of Object.entries(words)) {
      const { width, height, data } = verdict === 'moved' ? mirrored : heat;
      insertProposal(db, {
        ...{ runId, tagId: tagIdOf(project, pictureId, text) },
        ...{ scoreImage: 0.2, scoreText: 0.3, scoreImageText: 0.25, scorePixel: 0.28 },
        ...{ normalised: verdict === false ? 0.1 : 0.9, relevant: verdict === false ? 0 : 1, threshold: 0.5 },
        cleanUp: null,
        ...{ heatWidth: width, heatHeight: height, heat: data },
      });
    }
    finishRunPicture(db, { runId, pictureId, error: null });
  }
  return runId;
}

export function end({ db }: Project, runId: number, state: 'done' | 'failed' = 'done'): number {
  endRun(db, { runId, state, error: null, perSecond: null, finishedMs: runId });
  return runId;
}
