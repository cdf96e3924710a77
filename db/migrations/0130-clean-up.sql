-- What is done to a mask after the threshold stands where the threshold stands.

-- JSON: {"smallestPart", "fillHoles", "smooth"}, in thousandths of the picture; NULL for none of it, and for all from before. It says
-- something where the threshold does.
ALTER TABLE proposal ADD COLUMN clean_up TEXT;
ALTER TABLE decision ADD COLUMN clean_up TEXT;
ALTER TABLE step_row ADD COLUMN clean_up TEXT;
