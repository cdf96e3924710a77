-- Labels that files brought in. They stand in the log as decisions, under the name of the import; this is what tells them from a
-- person's, where each came from, and what its file says at each place, so that an export can write the same again.
CREATE TABLE imported_label (
  decision_id INTEGER PRIMARY KEY REFERENCES decision (id),
  file        TEXT NOT NULL,                 -- below the dataset's folder, forward slashes
  words       TEXT NOT NULL CHECK (json_valid(words))
  -- JSON: [[caption_id or null, start, relevant 0 or 1, score or null, source, category or null, state or null], …]
) STRICT;

CREATE TRIGGER imported_label_is_kept  BEFORE DELETE ON imported_label BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER imported_label_is_fixed BEFORE UPDATE ON imported_label BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
