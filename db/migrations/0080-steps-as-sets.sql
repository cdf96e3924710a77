-- A step over tens of thousands of tags is written by statements over all of its rows, not by five for each tag.

-- The decisions of the step that is being written, in their order; empty outside of its transaction. While it has rows,
-- whoever put them there also writes what these two triggers would: db/queries/append-decisions.ts.
CREATE TABLE step_row (
  place       INTEGER PRIMARY KEY,           -- from 0
  tag_id      INTEGER NOT NULL UNIQUE,       -- one verdict a tag and step
  verdict     TEXT NOT NULL,
  mask_id     INTEGER,
  proposal_id INTEGER,
  threshold   REAL
) STRICT;

DROP TRIGGER decision_is_known;
CREATE TRIGGER decision_is_known AFTER UPDATE OF decision_id ON tag_state WHEN NOT EXISTS (SELECT 1 FROM step_row) BEGIN
  UPDATE tag_state SET (reviewer, area_ppm) = (
    SELECT iif(NEW.verdict = 'undecided', NULL, action.reviewer),
           iif(NEW.verdict = 'accepted', 1000000 * mask.area / (mask.width * mask.height), NULL)
    FROM decision JOIN action ON action.id = decision.action_id LEFT JOIN mask ON mask.id = decision.mask_id
    WHERE decision.id = NEW.decision_id)
  WHERE tag_id = NEW.tag_id;
END;

DROP TRIGGER verdict_is_counted;
CREATE TRIGGER verdict_is_counted AFTER UPDATE OF verdict ON tag_state
WHEN OLD.verdict <> NEW.verdict AND OLD.stop_word = 0 AND NEW.stop_word = 0 AND NOT EXISTS (SELECT 1 FROM step_row) BEGIN
  UPDATE word SET
    undecided = undecided + (NEW.verdict = 'undecided') - (OLD.verdict = 'undecided'),
    accepted = accepted + (NEW.verdict = 'accepted') - (OLD.verdict = 'accepted'),
    rejected = rejected + (NEW.verdict = 'rejected') - (OLD.verdict = 'rejected'),
    unsure = unsure + (NEW.verdict = 'unsure') - (OLD.verdict = 'unsure')
  WHERE text = (SELECT text FROM tag WHERE id = NEW.tag_id);
END;
