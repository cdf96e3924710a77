import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface NewProposal {
  readonly runId: number;
  readonly tagId: number;
  readonly scoreImage: number;
  readonly scoreText: number;
  readonly scoreImageText: number;
  readonly scorePixel: number;
  readonly normalised: number;
  readonly relevant: 0 | 1;
  readonly threshold: number;
  /** As `storeCleanUp` gives it. */
  readonly cleanUp: string | null;
  readonly heatWidth: number;
  readonly heatHeight: number;
  /** As `storeHeat` gives it. */
  readonly heat: Uint8Array;
}

/** Keyed by (run, tag): what a run has said about a tag is neither said twice nor overwritten. */
export function insertProposal(db: WriteDb, proposal: NewProposal): void {
  const insert = statement<[NewProposal]>(
    db,
    `INSERT INTO proposal (run_id, tag_id, score_image, score_text, score_image_text, score_pixel,
       normalised, relevant, threshold, clean_up, heat_width, heat_height, heat)
     VALUES (@runId, @tagId, @scoreImage, @scoreText, @scoreImageText, @scorePixel,
       @normalised, @relevant, @threshold, @cleanUp, @heatWidth, @heatHeight, @heat)
     ON CONFLICT (run_id, tag_id) DO NOTHING`,
  );
  insert.run(proposal);
}

/** How many tags a run has proposals for; stop words are left out, as in every count. */
export function countProposals(db: ReadDb, runId: number): number {
  const select = statement<[number], { n: number }>(
    db,
    'SELECT count(*) AS n FROM proposal JOIN tag ON tag.id = tag_id WHERE run_id = ? AND stop_word = 0',
  );
  return select.get(runId)?.n ?? 0;
}
