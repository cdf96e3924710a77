import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';
import type { State } from './decisions.ts';

/** A tag in the order of a contact sheet; what the machine says is null together. */
export interface SheetRow {
  readonly tag_id: number;
  readonly path: string;
  readonly proposal_id: number | null;
  readonly run_id: number | null;
  readonly normalised: number | null;
}

/** The tags of a text in one state, of pictures that can be read, in no order: they are found by the text's index. */
export function listSheetRows(db: ReadDb, { text, state }: { text: string; state: State }): SheetRow[] {
  const select = statement<[string, State], SheetRow>(
    db,
    `SELECT tag.id AS tag_id, path, proposal_id, newest_proposal.run_id, score AS normalised
     FROM tag CROSS JOIN tag_state ON tag_state.tag_id = tag.id
     CROSS JOIN picture ON picture.id = tag.picture_id
     LEFT JOIN newest_proposal ON newest_proposal.tag_id = tag.id
     WHERE tag.text = ? AND tag_state.verdict = ? AND tag_state.stop_word = 0 AND missing = 0 AND error IS NULL`,
  );
  return select.all(text, state);
}

/** A tag as a cell of the sheet; its newest proposal is read on its own. */
export interface SheetCellRow {
  readonly tag_id: number;
  readonly picture_id: number;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly state: State;
  readonly decision_id: number | null;
  readonly proposal_id: number | null;
}

export function readSheetCell(db: ReadDb, tagId: number): SheetCellRow | undefined {
  const select = statement<[number], SheetCellRow>(
    db,
    `SELECT tag.id AS tag_id, tag.picture_id, path, width, height, verdict AS state, decision_id, proposal_id
     FROM tag JOIN tag_state ON tag_state.tag_id = tag.id JOIN picture ON picture.id = tag.picture_id
     LEFT JOIN newest_proposal ON newest_proposal.tag_id = tag.id
     WHERE tag.id = ?`,
  );
  return select.get(tagId);
}
