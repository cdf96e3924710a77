-- An import counts the words of many captions at once: a word that hundreds of them have is written once, with its index,
-- and not once for each. And what the words have counted need not be counted again by picture: a vocabulary has
-- thousands of rows where the summaries have a million.

-- How many tags each word gets from the captions that are being added; empty outside of their transaction. While it has
-- rows, whoever put them there also counts, as the triggers on single tags would: db/queries/caption-batch.ts.
CREATE TABLE new_word (
  text     TEXT PRIMARY KEY,
  pictures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

DROP TRIGGER new_tag_is_counted;
CREATE TRIGGER new_tag_is_counted AFTER INSERT ON tag_state
WHEN NEW.stop_word = 0 AND NOT EXISTS (SELECT 1 FROM new_word) BEGIN
  INSERT INTO word (text, pictures, undecided, accepted, rejected, unsure)
  SELECT text, 1, NEW.verdict = 'undecided', NEW.verdict = 'accepted', NEW.verdict = 'rejected', NEW.verdict = 'unsure'
  FROM tag WHERE id = NEW.tag_id
  ON CONFLICT (text) DO UPDATE SET pictures = pictures + 1, undecided = undecided + excluded.undecided,
    accepted = accepted + excluded.accepted, rejected = rejected + excluded.rejected, unsure = unsure + excluded.unsure;
END;

DROP TRIGGER picture_with_new_tag_is_stale;
CREATE TRIGGER picture_with_new_tag_is_stale AFTER INSERT ON tag_state
WHEN NEW.stop_word = 0 AND NOT EXISTS (SELECT 1 FROM new_word) BEGIN
  INSERT INTO stale_picture SELECT NEW.picture_id WHERE NOT EXISTS (SELECT 1 FROM stale_picture WHERE picture_id = NEW.picture_id);
END;

DROP INDEX picture_summary_by_counts;
CREATE INDEX word_by_counts ON word (undecided, accepted, rejected, unsure, proposed);
