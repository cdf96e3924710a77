import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface ProposalRow {
  readonly id: number;
  readonly run_id: number;
  readonly tag_id: number;
  readonly score_image: number;
  readonly score_text: number;
  readonly score_image_text: number;
  readonly score_pixel: number;
  readonly normalised: number;
  readonly relevant: 0 | 1;
  readonly threshold: number;
  readonly clean_up: string | null;
  readonly heat_width: number;
  readonly heat_height: number;
  /** As `readHeat` takes it. */
  readonly heat: Buffer;
}

export function readProposal(db: ReadDb, id: number): ProposalRow | undefined {
  return statement<[number], ProposalRow>(db, 'SELECT * FROM proposal WHERE id = ?').get(id);
}

/** The proposal that a person saw who took the decision. */
export function readProposalOfDecision(db: ReadDb, decisionId: number): ProposalRow | undefined {
  const sql =
    'SELECT proposal.* FROM decision JOIN proposal ON proposal.id = proposal_id WHERE decision.id = ?';
  return statement<[number], ProposalRow>(db, sql).get(decisionId);
}

export interface TagOfPicture {
  readonly pictureId: number;
  readonly tagId: number;
}

export function readNewestProposal(db: ReadDb, tag: TagOfPicture): ProposalRow | undefined {
  const select = statement<[TagOfPicture], ProposalRow>(
    db,
    `SELECT proposal.* FROM newest_proposal JOIN proposal ON proposal.id = proposal_id
     WHERE newest_proposal.picture_id = @pictureId AND proposal.tag_id = @tagId`,
  );
  return select.get(tag);
}

/** The newest proposal of each of a picture's tags. */
export function listNewestProposals(db: ReadDb, pictureId: number): ProposalRow[] {
  const select = statement<[number], ProposalRow>(
    db,
    `SELECT proposal.* FROM newest_proposal JOIN proposal ON proposal.id = proposal_id
     WHERE newest_proposal.picture_id = ?`,
  );
  return select.all(pictureId);
}
