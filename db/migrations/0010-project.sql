-- The first schema. A person's decisions and a machine's proposals live in separate tables; a run only ever adds.
-- Times are Unix milliseconds. Text offsets are UTF-16 code units. A shipped migration is never edited.

CREATE TABLE project (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE picture (
  id          INTEGER PRIMARY KEY,
  path        TEXT NOT NULL UNIQUE,          -- below the dataset's folder, forward slashes
  hash        TEXT,                          -- SHA-256 of the file's bytes; NULL until it has been read
  size_bytes  INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,
  width       INTEGER,                       -- as displayed, after the EXIF orientation
  height      INTEGER,
  format      TEXT,
  missing     INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),  -- the last scan did not find the file
  error       TEXT                           -- why it cannot be read, as a sentence
) STRICT;
CREATE INDEX picture_by_hash ON picture (hash);
CREATE INDEX picture_missing ON picture (id) WHERE missing = 1;

CREATE TABLE caption (
  id         INTEGER PRIMARY KEY,
  picture_id INTEGER NOT NULL REFERENCES picture (id),
  text       TEXT NOT NULL,
  source     TEXT NOT NULL,                  -- the file that it came from, or "window"
  replaces   INTEGER REFERENCES caption (id),-- the version that a person corrected
  added_ms   INTEGER NOT NULL,
  UNIQUE (picture_id, text)                  -- equal captions of a picture merge
) STRICT;
CREATE INDEX caption_by_replaces ON caption (replaces);

-- A tag is a word of a picture, whatever the number of captions that say it.
CREATE TABLE tag (
  id         INTEGER PRIMARY KEY,
  picture_id INTEGER NOT NULL REFERENCES picture (id),
  text       TEXT NOT NULL,                  -- NFC, lower case
  stop_word  INTEGER NOT NULL CHECK (stop_word IN (0, 1)),
  UNIQUE (picture_id, text)
) STRICT;
CREATE INDEX tag_by_text ON tag (text, picture_id);

CREATE TABLE occurrence (
  caption_id INTEGER NOT NULL REFERENCES caption (id),
  start      INTEGER NOT NULL,
  end        INTEGER NOT NULL,
  tag_id     INTEGER NOT NULL REFERENCES tag (id),
  PRIMARY KEY (caption_id, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrence_by_tag ON occurrence (tag_id);

CREATE TABLE run (
  id           INTEGER PRIMARY KEY,
  model_name   TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,
  parameters   TEXT NOT NULL,                -- JSON: everything that determines the proposals
  device       TEXT,                         -- what it really ran on
  state        TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
  error        TEXT,
  created_ms   INTEGER NOT NULL,
  finished_ms  INTEGER
) STRICT;

-- The queue: one row a picture of a run. What is 'pending' after a crash is done again.
CREATE TABLE run_picture (
  run_id     INTEGER NOT NULL REFERENCES run (id),
  picture_id INTEGER NOT NULL REFERENCES picture (id),
  state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  error      TEXT,
  PRIMARY KEY (run_id, picture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_picture_by_state ON run_picture (run_id, state, picture_id);
CREATE INDEX run_picture_by_picture ON run_picture (picture_id, run_id);

CREATE TABLE proposal (
  id               INTEGER PRIMARY KEY,
  run_id           INTEGER NOT NULL REFERENCES run (id),
  tag_id           INTEGER NOT NULL REFERENCES tag (id),
  score_image      REAL NOT NULL,            -- cosines, as measured
  score_text       REAL NOT NULL,
  score_image_text REAL NOT NULL,
  score_pixel      REAL NOT NULL,
  normalised       REAL NOT NULL,            -- the method's score within the caption, 0 to 1
  relevant         INTEGER NOT NULL CHECK (relevant IN (0, 1)),
  threshold        REAL NOT NULL,            -- the mask is heat > threshold
  heat_width       INTEGER NOT NULL,
  heat_height      INTEGER NOT NULL,
  heat             BLOB NOT NULL,            -- row by row, one byte a cell: round(255 * M)
  UNIQUE (run_id, tag_id)
) STRICT;
CREATE INDEX proposal_by_tag ON proposal (tag_id, run_id);

-- The newest run's proposal of each tag, kept by the trigger, so that lists and counts need not look for it.
CREATE TABLE newest_proposal (
  tag_id      INTEGER PRIMARY KEY REFERENCES tag (id),
  picture_id  INTEGER NOT NULL REFERENCES picture (id),
  stop_word   INTEGER NOT NULL CHECK (stop_word IN (0, 1)),
  proposal_id INTEGER NOT NULL REFERENCES proposal (id),
  run_id      INTEGER NOT NULL REFERENCES run (id),
  relevant    INTEGER NOT NULL CHECK (relevant IN (0, 1))
) STRICT;
CREATE INDEX newest_proposal_by_picture ON newest_proposal (picture_id, stop_word, relevant);
CREATE INDEX newest_proposal_by_relevance ON newest_proposal (relevant, stop_word, picture_id);

CREATE TRIGGER proposal_is_newest AFTER INSERT ON proposal BEGIN
  INSERT INTO newest_proposal (tag_id, picture_id, stop_word, proposal_id, run_id, relevant)
  SELECT id, picture_id, stop_word, NEW.id, NEW.run_id, NEW.relevant FROM tag WHERE id = NEW.tag_id
  ON CONFLICT (tag_id) DO UPDATE
    SET proposal_id = excluded.proposal_id, run_id = excluded.run_id, relevant = excluded.relevant
    WHERE excluded.run_id > newest_proposal.run_id;
END;

-- Pixels that a person has decided on. Rows are shared by the decisions that refer to them and never change.
CREATE TABLE mask (
  id          INTEGER PRIMARY KEY,
  width       INTEGER NOT NULL,              -- the picture's displayed size
  height      INTEGER NOT NULL,
  counts      TEXT NOT NULL,                 -- COCO's compressed run lengths
  area        INTEGER NOT NULL,
  bbox_x      INTEGER NOT NULL,
  bbox_y      INTEGER NOT NULL,
  bbox_width  INTEGER NOT NULL,
  bbox_height INTEGER NOT NULL
) STRICT;

-- The log of what people did. One action is one step of undo, bulk or not. Rows are only ever added.
CREATE TABLE action (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('decide', 'undo', 'redo')),
  reviewer   TEXT NOT NULL,
  at_ms      INTEGER NOT NULL,
  elapsed_ms INTEGER,                        -- how long the person took, idle time cut
  target     INTEGER REFERENCES action (id), -- what an undo takes back or a redo does again
  CHECK ((kind = 'decide') = (target IS NULL))
) STRICT;
CREATE INDEX action_by_reviewer ON action (reviewer, id);

CREATE TABLE decision (
  id          INTEGER PRIMARY KEY,
  action_id   INTEGER NOT NULL REFERENCES action (id),
  tag_id      INTEGER NOT NULL REFERENCES tag (id),
  verdict     TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'unsure', 'undecided')),
  mask_id     INTEGER REFERENCES mask (id),
  proposal_id INTEGER REFERENCES proposal (id),  -- what the person saw
  threshold   REAL                               -- and where they had put the threshold
) STRICT;
CREATE INDEX decision_by_tag ON decision (tag_id, id);
CREATE INDEX decision_by_action ON decision (action_id, id);

-- What holds now for each tag: made with the tag, and always equal to the tag's last row in `decision`.
CREATE TABLE tag_state (
  tag_id      INTEGER PRIMARY KEY REFERENCES tag (id),
  picture_id  INTEGER NOT NULL REFERENCES picture (id),
  stop_word   INTEGER NOT NULL CHECK (stop_word IN (0, 1)),
  verdict     TEXT NOT NULL DEFAULT 'undecided' CHECK (verdict IN ('accepted', 'rejected', 'unsure', 'undecided')),
  decision_id INTEGER REFERENCES decision (id)
) STRICT;
CREATE INDEX tag_state_by_picture ON tag_state (picture_id, stop_word, verdict);
CREATE INDEX tag_state_by_verdict ON tag_state (verdict, stop_word, picture_id);

-- The log is append-only for every connection, whatever its code believes.
CREATE TRIGGER action_is_kept   BEFORE DELETE ON action   BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER action_is_fixed  BEFORE UPDATE ON action   BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER decision_is_kept  BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER decision_is_fixed BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER mask_is_kept  BEFORE DELETE ON mask BEGIN SELECT RAISE(ABORT, 'a decided mask never changes'); END;
CREATE TRIGGER mask_is_fixed BEFORE UPDATE ON mask BEGIN SELECT RAISE(ABORT, 'a decided mask never changes'); END;
