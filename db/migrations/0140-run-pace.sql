-- Pictures a second at a run's end, so that the next one's cost is known before it is started; NULL where it answered too few to tell.
ALTER TABLE run ADD COLUMN per_second REAL;
