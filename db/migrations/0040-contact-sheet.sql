-- The words of a dataset with what has been decided on them over all pictures, so that choosing one counts nothing.
-- Triggers keep it: whoever adds a tag, a proposal or a decision need not know of it. What is left out of review
-- (`stop_word` of tag_state and newest_proposal) is left out here, and comes in and goes as that changes.

CREATE TABLE word (
  text      TEXT PRIMARY KEY,                 -- a tag's
  pictures  INTEGER NOT NULL DEFAULT 0,       -- tags with this text, and below those of them in each state
  undecided INTEGER NOT NULL DEFAULT 0,
  accepted  INTEGER NOT NULL DEFAULT 0,
  rejected  INTEGER NOT NULL DEFAULT 0,
  unsure    INTEGER NOT NULL DEFAULT 0,
  proposed  INTEGER NOT NULL DEFAULT 0        -- the newest proposal calls them relevant, whatever was decided
) STRICT;
CREATE INDEX word_by_pictures ON word (pictures DESC, text);

INSERT INTO word (text, pictures, undecided, accepted, rejected, unsure, proposed)
SELECT tag.text, count(*), sum(verdict = 'undecided'), sum(verdict = 'accepted'), sum(verdict = 'rejected'),
       sum(verdict = 'unsure'), sum(coalesce(relevant, 0))
FROM tag JOIN tag_state ON tag_state.tag_id = tag.id LEFT JOIN newest_proposal ON newest_proposal.tag_id = tag.id
WHERE tag_state.stop_word = 0 GROUP BY tag.text;

CREATE TRIGGER new_tag_is_counted AFTER INSERT ON tag_state WHEN NEW.stop_word = 0 BEGIN
  INSERT INTO word (text, pictures, undecided, accepted, rejected, unsure)
  SELECT text, 1, NEW.verdict = 'undecided', NEW.verdict = 'accepted', NEW.verdict = 'rejected', NEW.verdict = 'unsure'
  FROM tag WHERE id = NEW.tag_id
  ON CONFLICT (text) DO UPDATE SET pictures = pictures + 1, undecided = undecided + excluded.undecided,
    accepted = accepted + excluded.accepted, rejected = rejected + excluded.rejected, unsure = unsure + excluded.unsure;
END;

-- A tag that was left out from its start has no word yet when it comes in.
CREATE TRIGGER tag_that_comes_in_has_a_word AFTER UPDATE OF stop_word ON tag_state
WHEN OLD.stop_word = 1 AND NEW.stop_word = 0 BEGIN
  INSERT INTO word (text) SELECT text FROM tag WHERE id = NEW.tag_id ON CONFLICT (text) DO NOTHING;
  UPDATE word SET pictures = pictures + 1,
    undecided = undecided + (NEW.verdict = 'undecided'), accepted = accepted + (NEW.verdict = 'accepted'),
    rejected = rejected + (NEW.verdict = 'rejected'), unsure = unsure + (NEW.verdict = 'unsure')
  WHERE text = (SELECT text FROM tag WHERE id = NEW.tag_id);
END;
CREATE TRIGGER tag_that_goes_is_not_counted AFTER UPDATE OF stop_word ON tag_state
WHEN OLD.stop_word = 0 AND NEW.stop_word = 1 BEGIN
  UPDATE word SET pictures = pictures - 1,
    undecided = undecided - (OLD.verdict = 'undecided'), accepted = accepted - (OLD.verdict = 'accepted'),
    rejected = rejected - (OLD.verdict = 'rejected'), unsure = unsure - (OLD.verdict = 'unsure')
  WHERE text = (SELECT text FROM tag WHERE id = NEW.tag_id);
END;

CREATE TRIGGER verdict_is_counted AFTER UPDATE OF verdict ON tag_state
WHEN OLD.verdict <> NEW.verdict AND OLD.stop_word = 0 AND NEW.stop_word = 0 BEGIN
  UPDATE word SET
    undecided = undecided + (NEW.verdict = 'undecided') - (OLD.verdict = 'undecided'),
    accepted = accepted + (NEW.verdict = 'accepted') - (OLD.verdict = 'accepted'),
    rejected = rejected + (NEW.verdict = 'rejected') - (OLD.verdict = 'rejected'),
    unsure = unsure + (NEW.verdict = 'unsure') - (OLD.verdict = 'unsure')
  WHERE text = (SELECT text FROM tag WHERE id = NEW.tag_id);
END;

CREATE TRIGGER proposal_is_counted AFTER INSERT ON newest_proposal WHEN NEW.relevant = 1 AND NEW.stop_word = 0 BEGIN
  UPDATE word SET proposed = proposed + 1 WHERE text = (SELECT text FROM tag WHERE id = NEW.tag_id);
END;

CREATE TRIGGER newer_proposal_is_counted AFTER UPDATE OF relevant, stop_word ON newest_proposal
WHEN OLD.relevant * (1 - OLD.stop_word) <> NEW.relevant * (1 - NEW.stop_word) BEGIN
  UPDATE word SET proposed = proposed + NEW.relevant * (1 - NEW.stop_word) - OLD.relevant * (1 - OLD.stop_word)
  WHERE text = (SELECT text FROM tag WHERE id = NEW.tag_id);
END;
