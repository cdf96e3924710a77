-- The counts of the status bar are sums over pictures, a tenth of the rows that the tags have; one index has them all.
CREATE INDEX picture_summary_by_counts ON picture_summary (undecided, accepted, rejected, unsure, proposed);
