-- An import adds ten occurrences a caption, nearly all of tags that are as new as they are. Those that bring a word back
-- are few, and whoever puts rows into new_word looks for them once: db/queries/caption-batch.ts.
DROP TRIGGER tag_comes_back;
CREATE TRIGGER tag_comes_back AFTER INSERT ON occurrence WHEN NOT EXISTS (SELECT 1 FROM new_word) BEGIN
  UPDATE tag_state SET stop_word = 0 WHERE tag_id = NEW.tag_id AND stop_word = 1
    AND (SELECT stop_word FROM tag WHERE id = NEW.tag_id) = 0
    AND (SELECT retired FROM caption WHERE id = NEW.caption_id) = 0;
END;
