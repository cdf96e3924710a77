import type { WriteDb } from '../db/connection.ts';
import { transact } from '../db/connection.ts';

/** A heat map of ViT-B/16's size at 224, hot in the middle. */
const side = 14;
const heat = Uint8Array.from({ length: side * side }, (_, i) => {
  const [x, y] = [(i % side) - side / 2, Math.floor(i / side) - side / 2];
  return Math.max(0, Math.round(255 - 40 * Math.hypot(x, y)));
});

/** A run's row; its proposals are for `propose`. */
export function addRun(db: WriteDb): number {
  const insert = db.prepare(
    `INSERT INTO run (model_name, model_sha256, parameters, state, created_ms) VALUES ('synthetic', 'none', '{"tau":0.4}', 'done', 1)`,
  );
  return Number(insert.run().lastInsertRowid);
}

/** Gives every tag from id `from` up to `to` a proposal; two thirds of them are relevant. */
export function propose(db: WriteDb, runId: number, { from, to }: { from: number; to: number }): void {
  const insert = db.prepare(
    `INSERT INTO proposal (run_id, tag_id, score_image, score_text, score_image_text, score_pixel, normalised, relevant,
       threshold, heat_width, heat_height, heat)
     SELECT ?, id, 0.2, 0.3, 0.25, (id % 97) / 300.0, (id % 101) / 100.0, id % 3 > 0, 0.5, ${side}, ${side}, ?
     FROM tag WHERE id BETWEEN ? AND ?`,
  );
  const step = 5000;
  for (let first = from; first <= to; first += step) {
    transact(db, () => insert.run(runId, heat, first, Math.min(to, first + step - 1)));
  }
}

/** Pictures without files, two or three words each; "dog" is a rare one. */
export function addPictures(db: WriteDb, count: number): void {
  const words = ['tree', 'street', 'sky', 'man', 'red', 'car', 'house', 'small'];
  const pictures = db.prepare(
    `WITH RECURSIVE series (value) AS (VALUES (@first) UNION ALL SELECT value + 1 FROM series WHERE value < @last)
     INSERT INTO picture (path, size_bytes, modified_ms, width, height, format)
     SELECT printf('part-%04d/%09d.jpg', value / 1000, value), 1, 1, 640, 480, 'jpeg' FROM series`,
  );
  const step = 5000;
  for (let first = 0; first < count; first += step) {
    transact(db, () => {
      const before = Number(db.prepare('SELECT coalesce(max(id), 0) FROM picture').pluck().get());
      const lastTag = Number(db.prepare('SELECT coalesce(max(id), 0) FROM tag').pluck().get());
      pictures.run({ first, last: Math.min(count, first + step) - 1 });
      const tag = db.prepare(
        `INSERT INTO tag (picture_id, text, stop_word) SELECT id, iif(id % 500 = 0, 'dog', ?), 0 FROM picture WHERE id > ? AND id % ? = ?
         ON CONFLICT DO NOTHING`,
      );
      words.forEach((word, index) => tag.run(word, before, 3, index % 3));
      db.prepare(
        'INSERT INTO tag_state (tag_id, picture_id, stop_word) SELECT id, picture_id, stop_word FROM tag WHERE id > ?',
      ).run(lastTag);
    });
  }
}
