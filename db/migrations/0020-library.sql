-- What the library filters and sorts by, a row a picture, so that no list looks at tags. Derived from the other tables:
-- triggers mark what has become stale, and db/queries/summaries.ts brings it up to date, once a picture and transaction.

-- What a filter may ask of a tag stands in one row, kept by the triggers below.
ALTER TABLE tag_state ADD COLUMN score REAL;          -- the newest proposal's normalised score
ALTER TABLE tag_state ADD COLUMN uncertainty REAL;    -- 1 - |score - tau|: 1 is a coin toss
ALTER TABLE tag_state ADD COLUMN disagreement REAL;   -- |image cosine - pixel cosine|
ALTER TABLE tag_state ADD COLUMN run_id INTEGER REFERENCES run (id);
ALTER TABLE tag_state ADD COLUMN reviewer TEXT;       -- who decided; NULL while undecided
ALTER TABLE tag_state ADD COLUMN area_ppm INTEGER;    -- of an accepted mask, in millionths of the picture: sums stay exact

CREATE TRIGGER proposal_is_known AFTER INSERT ON newest_proposal BEGIN
  UPDATE tag_state SET (score, uncertainty, disagreement, run_id) = (
    SELECT normalised, 1 - abs(normalised - json_extract(run.parameters, '$.tau')), abs(score_image - score_pixel), run.id
    FROM proposal JOIN run ON run.id = proposal.run_id WHERE proposal.id = NEW.proposal_id)
  WHERE tag_id = NEW.tag_id;
END;
CREATE TRIGGER newer_proposal_is_known AFTER UPDATE OF proposal_id ON newest_proposal BEGIN
  UPDATE tag_state SET (score, uncertainty, disagreement, run_id) = (
    SELECT normalised, 1 - abs(normalised - json_extract(run.parameters, '$.tau')), abs(score_image - score_pixel), run.id
    FROM proposal JOIN run ON run.id = proposal.run_id WHERE proposal.id = NEW.proposal_id)
  WHERE tag_id = NEW.tag_id;
END;
CREATE TRIGGER decision_is_known AFTER UPDATE OF decision_id ON tag_state BEGIN
  UPDATE tag_state SET (reviewer, area_ppm) = (
    SELECT iif(NEW.verdict = 'undecided', NULL, action.reviewer),
           iif(NEW.verdict = 'accepted', 1000000 * mask.area / (mask.width * mask.height), NULL)
    FROM decision JOIN action ON action.id = decision.action_id LEFT JOIN mask ON mask.id = decision.mask_id
    WHERE decision.id = NEW.decision_id)
  WHERE tag_id = NEW.tag_id;
END;

UPDATE tag_state SET (score, uncertainty, disagreement, run_id) = (
  SELECT normalised, 1 - abs(normalised - json_extract(run.parameters, '$.tau')), abs(score_image - score_pixel), run.id
  FROM newest_proposal JOIN proposal ON proposal.id = proposal_id JOIN run ON run.id = proposal.run_id
  WHERE newest_proposal.tag_id = tag_state.tag_id);
UPDATE tag_state SET decision_id = decision_id WHERE decision_id IS NOT NULL;

-- The index by picture also answers what a filter asks of a tag.
DROP INDEX tag_state_by_picture;
CREATE INDEX tag_state_by_picture ON tag_state (picture_id, stop_word, verdict, score, run_id, reviewer);
CREATE INDEX tag_state_by_reviewer ON tag_state (reviewer, stop_word, picture_id, verdict, score, run_id)
  WHERE reviewer IS NOT NULL;

-- Stop words are left out of everything here.
CREATE TABLE picture_summary (
  picture_id   INTEGER PRIMARY KEY REFERENCES picture (id),
  path         TEXT NOT NULL,
  usable       INTEGER NOT NULL CHECK (usable IN (0, 1)),  -- the file is there and can be read
  undecided    INTEGER NOT NULL,
  accepted     INTEGER NOT NULL,
  rejected     INTEGER NOT NULL,
  unsure       INTEGER NOT NULL,
  proposed     INTEGER NOT NULL,             -- tags that the newest proposal calls relevant
  score        REAL,                         -- the best
  uncertainty  REAL,                         -- the largest among undecided tags
  disagreement REAL,                         -- the largest among undecided tags
  area_ppm     INTEGER NOT NULL,             -- of the accepted masks together
  -- In every index, so that a filter by state reads nothing else. db/queries/selection.ts names the bits.
  flags INTEGER GENERATED ALWAYS AS ((undecided > 0) + 2 * (accepted > 0) + 4 * (rejected > 0) + 8 * (unsure > 0)
    + 16 * (undecided + accepted + rejected + unsure = 0) + 32 * usable) STORED
) STRICT;

-- Not INSERT OR IGNORE: a statement that fires a trigger puts its own way with conflicts in its place.
CREATE TABLE stale_picture (picture_id INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER new_picture_is_stale AFTER INSERT ON picture BEGIN
  INSERT INTO stale_picture SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM stale_picture WHERE picture_id = NEW.id);
END;
CREATE TRIGGER changed_picture_is_stale AFTER UPDATE OF path, missing, error ON picture BEGIN
  INSERT INTO stale_picture SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM stale_picture WHERE picture_id = NEW.id);
END;
CREATE TRIGGER picture_with_new_tag_is_stale AFTER INSERT ON tag_state WHEN NEW.stop_word = 0 BEGIN
  INSERT INTO stale_picture SELECT NEW.picture_id WHERE NOT EXISTS (SELECT 1 FROM stale_picture WHERE picture_id = NEW.picture_id);
END;
CREATE TRIGGER picture_with_changed_tag_is_stale AFTER UPDATE ON tag_state WHEN OLD.stop_word = 0 OR NEW.stop_word = 0 BEGIN
  INSERT INTO stale_picture SELECT NEW.picture_id WHERE NOT EXISTS (SELECT 1 FROM stale_picture WHERE picture_id = NEW.picture_id);
END;

INSERT INTO picture_summary
  (picture_id, path, usable, undecided, accepted, rejected, unsure, proposed, score, uncertainty, disagreement, area_ppm)
SELECT picture.id, path, missing = 0 AND error IS NULL,
  count(*) FILTER (WHERE verdict = 'undecided'), count(*) FILTER (WHERE verdict = 'accepted'),
  count(*) FILTER (WHERE verdict = 'rejected'), count(*) FILTER (WHERE verdict = 'unsure'),
  (SELECT count(*) FROM newest_proposal WHERE picture_id = picture.id AND stop_word = 0 AND relevant = 1),
  max(score), max(uncertainty) FILTER (WHERE verdict = 'undecided'),
  max(disagreement) FILTER (WHERE verdict = 'undecided'), coalesce(sum(area_ppm), 0)
FROM picture LEFT JOIN tag_state ON tag_state.picture_id = picture.id AND tag_state.stop_word = 0
GROUP BY picture.id;

-- One index a sort; equal keys go by the id.
CREATE INDEX picture_summary_by_name ON picture_summary (path, picture_id, flags);
CREATE INDEX picture_summary_by_score ON picture_summary (score, picture_id, flags);
CREATE INDEX picture_summary_by_uncertainty ON picture_summary (uncertainty, picture_id, flags);
CREATE INDEX picture_summary_by_disagreement ON picture_summary (disagreement, picture_id, flags);
CREATE INDEX picture_summary_by_area ON picture_summary (area_ppm, picture_id, flags);
CREATE INDEX picture_summary_by_undecided ON picture_summary (undecided, picture_id, flags);
CREATE INDEX picture_summary_by_flags ON picture_summary (flags);

-- Trigrams find any part of a text in any script. Two signs pad its end, so that a trigram begins at every character and
-- one or two of them are found too: as the beginnings of trigrams.
CREATE VIRTUAL TABLE caption_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE caption_trigram USING fts5vocab (caption_search, instance);
CREATE TRIGGER caption_is_searchable AFTER INSERT ON caption BEGIN
  INSERT INTO caption_search (rowid, text) VALUES (NEW.id, NEW.text || char(1, 1));
  DELETE FROM caption_search WHERE rowid = NEW.replaces;
END;
INSERT INTO caption_search (rowid, text)
SELECT id, text || char(1, 1) FROM caption
WHERE NOT EXISTS (SELECT 1 FROM caption AS newer WHERE newer.replaces = caption.id);

CREATE TABLE saved_filter (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL CHECK (json_valid(query))  -- JSON: a PictureQuery
) STRICT;
