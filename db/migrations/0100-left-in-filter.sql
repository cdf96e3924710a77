-- What is left to decide in a filter is a sum over the pictures that match, in the walk that finds them: so each sort's
-- index has the count too. The flags alone are walked for pictures that nobody can see, whose tags are taken off.
DROP INDEX picture_summary_by_name;
DROP INDEX picture_summary_by_score;
DROP INDEX picture_summary_by_uncertainty;
DROP INDEX picture_summary_by_disagreement;
DROP INDEX picture_summary_by_area;
DROP INDEX picture_summary_by_flags;
CREATE INDEX picture_summary_by_name ON picture_summary (path, picture_id, flags, undecided);
CREATE INDEX picture_summary_by_score ON picture_summary (score, picture_id, flags, undecided);
CREATE INDEX picture_summary_by_uncertainty ON picture_summary (uncertainty, picture_id, flags, undecided);
CREATE INDEX picture_summary_by_disagreement ON picture_summary (disagreement, picture_id, flags, undecided);
CREATE INDEX picture_summary_by_area ON picture_summary (area_ppm, picture_id, flags, undecided);
CREATE INDEX picture_summary_by_flags ON picture_summary (flags, undecided);
