-- Words and captions that a person has edited. Versions of a caption and tags are only ever added; which of them hold
-- now is a flag on them, and the log keeps each change of a flag, so that an undo can take it back.

ALTER TABLE caption ADD COLUMN retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1));  -- another version holds
ALTER TABLE caption ADD COLUMN position INTEGER;  -- a corrected version stands where the first one stood; NULL: at its id
UPDATE caption SET retired = 1 WHERE id IN (SELECT replaces FROM caption WHERE replaces IS NOT NULL);
CREATE INDEX caption_retired ON caption (id) WHERE retired = 1;

ALTER TABLE tag ADD COLUMN added INTEGER NOT NULL DEFAULT 0 CHECK (added IN (0, 1));  -- by a person: in review without a caption

-- What a step did besides giving verdicts; an undo and a redo are told by the step that they name.
CREATE TABLE edit (
  action_id  INTEGER PRIMARY KEY REFERENCES action (id),
  picture_id INTEGER NOT NULL REFERENCES picture (id),
  kind       TEXT NOT NULL CHECK (kind IN ('tag-text', 'tag-added', 'tag-split', 'caption-written', 'caption-corrected')),
  tag_id     INTEGER REFERENCES tag (id),    -- the tag that the edit made; NULL for captions
  was        TEXT,                           -- the text before, where there was one
  text       TEXT NOT NULL                   -- the text after
) STRICT;

-- From this action on, the fact holds or does not: a caption's version, a tag added by a person, or an occurrence.
CREATE TABLE edit_fact (
  id         INTEGER PRIMARY KEY,
  action_id  INTEGER NOT NULL REFERENCES action (id),
  kind       TEXT NOT NULL CHECK (kind IN ('caption', 'tag', 'occurrence')),
  caption_id INTEGER REFERENCES caption (id),
  tag_id     INTEGER REFERENCES tag (id),
  start      INTEGER,
  end        INTEGER,
  holds      INTEGER NOT NULL CHECK (holds IN (0, 1)),
  CHECK ((kind = 'tag') = (caption_id IS NULL) AND (kind = 'caption') = (tag_id IS NULL)
    AND (kind = 'occurrence') = (start IS NOT NULL AND end IS NOT NULL))
) STRICT;
CREATE INDEX edit_fact_by_action ON edit_fact (action_id, id);

CREATE TRIGGER edit_is_kept  BEFORE DELETE ON edit BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER edit_is_fixed BEFORE UPDATE ON edit BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER edit_fact_is_kept  BEFORE DELETE ON edit_fact BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER edit_fact_is_fixed BEFORE UPDATE ON edit_fact BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;

-- `stop_word` of tag_state and newest_proposal means "left out of review and of every count". It is also 1 for a tag
-- that nobody has decided on, that no current caption has, and that no person has added: its word has been edited away.
-- So every list and its index leave such a tag out without asking. What the word itself is stays in `tag.stop_word`.
CREATE TRIGGER tag_leaves_review AFTER UPDATE OF verdict ON tag_state
WHEN (OLD.verdict = 'undecided') <> (NEW.verdict = 'undecided') BEGIN
  UPDATE tag_state SET stop_word = 1 - stop_word WHERE tag_id = NEW.tag_id AND stop_word <> (
    SELECT tag.stop_word = 1 OR (NEW.verdict = 'undecided' AND tag.added = 0 AND NOT EXISTS (
      SELECT 1 FROM occurrence JOIN caption ON caption.id = caption_id AND retired = 0 WHERE occurrence.tag_id = tag.id))
    FROM tag WHERE tag.id = NEW.tag_id);
END;
-- An import may bring a word back.
CREATE TRIGGER tag_comes_back AFTER INSERT ON occurrence BEGIN
  UPDATE tag_state SET stop_word = 0 WHERE tag_id = NEW.tag_id AND stop_word = 1
    AND (SELECT stop_word FROM tag WHERE id = NEW.tag_id) = 0
    AND (SELECT retired FROM caption WHERE id = NEW.caption_id) = 0;
END;
CREATE TRIGGER proposal_is_left_out AFTER UPDATE OF stop_word ON tag_state BEGIN
  UPDATE newest_proposal SET stop_word = NEW.stop_word WHERE tag_id = NEW.tag_id;
END;

-- As before, but left out where the tag is.
DROP TRIGGER proposal_is_newest;
CREATE TRIGGER proposal_is_newest AFTER INSERT ON proposal BEGIN
  INSERT INTO newest_proposal (tag_id, picture_id, stop_word, proposal_id, run_id, relevant)
  SELECT tag_id, picture_id, stop_word, NEW.id, NEW.run_id, NEW.relevant FROM tag_state WHERE tag_id = NEW.tag_id
  ON CONFLICT (tag_id) DO UPDATE
    SET proposal_id = excluded.proposal_id, run_id = excluded.run_id, relevant = excluded.relevant
    WHERE excluded.run_id > newest_proposal.run_id;
END;

-- Only captions that hold are found.
CREATE TRIGGER retired_caption_is_not_found AFTER UPDATE OF retired ON caption WHEN OLD.retired <> NEW.retired BEGIN
  DELETE FROM caption_search WHERE rowid = NEW.id;
  INSERT INTO caption_search (rowid, text) SELECT NEW.id, NEW.text || char(1, 1) WHERE NEW.retired = 0;
END;
