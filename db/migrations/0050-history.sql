-- What the history asks of the log, and what keeps a step from being stored twice.

-- A window that never heard whether a step was stored sends it again under the same key.
CREATE TABLE action_request (
  key       TEXT PRIMARY KEY,
  action_id INTEGER NOT NULL REFERENCES action (id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER action_request_is_kept  BEFORE DELETE ON action_request BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;
CREATE TRIGGER action_request_is_fixed BEFORE UPDATE ON action_request BEGIN SELECT RAISE(ABORT, 'the log of decisions is only ever added to'); END;

-- Whether a step stands is said by the last undo or redo that names it.
CREATE INDEX action_by_target ON action (target, id) WHERE target IS NOT NULL;
