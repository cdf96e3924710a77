-- Masks that a person has drawn, and with what.

-- 1 where a person has painted these pixels: no threshold of a heat map gives them, and no file has brought them.
ALTER TABLE mask ADD COLUMN edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1));

-- What the person had in hand, as the window calls it ("brush", "lasso"); NULL for a verdict and for all steps from before.
ALTER TABLE action ADD COLUMN tool TEXT;
