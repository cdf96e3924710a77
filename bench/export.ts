/**
 * Exports proposed masks to COCO, reading back and comparing included: `node bench/export.ts [pictures]`, ten masks of 640 × 480 a
 * picture, by default 1,000 and then 10,000 pictures. Filling and exporting have processes of their own. Every size is
 * exported twice: as usual, where V8 leaves garbage lying as long as there is room, and with a heap that has hardly any. What
 * an export holds on to would show in the second peak.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { transact } from '../db/connection.ts';
import { createUniform } from '../models/random.ts';
import { exportDataset } from '../src-main/services/export.ts';
import { Project } from '../src-main/services/project.ts';

const tagsPerPicture = 10;
const picturesAtOnce = 1000;
const grid = { width: 28, height: 28 };
/** Masks differ in shape, as from a model; more of them would only make the filling longer. */
const differentHeats = 500;
/** In MB: new objects, and what has outlived them. */
const tightHeap = ['--max-semi-space-size=1', '--max-old-space-size=48'];
const uniform = createUniform(1);

/** A soft hill somewhere on the grid. */
function drawHeat(): Uint8Array {
  const [x0, y0, spread] = [14 + 14 * uniform(), 14 + 14 * uniform(), 30 + 20 * uniform()];
  return Uint8Array.from({ length: grid.width * grid.height }, (_, cell) => {
    const [x, y] = [cell % grid.width, Math.floor(cell / grid.width)];
    return Math.round(255 * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / spread));
  });
}

/** Rows without files, by statements over a thousand pictures each. */
function fill({ db }: Project, count: number): void {
  const heats = Array.from({ length: differentHeats }, drawHeat);
  const run = db.prepare(
    `INSERT INTO run (model_name, model_sha256, parameters, state, created_ms) VALUES ('bench', '0', '{"tau":0.4}', 'done', 1)`,
  );
  const runId = Number(run.run().lastInsertRowid);
  db.exec('CREATE TEMP TABLE heat_map (id INTEGER PRIMARY KEY, heat BLOB)');
  heats.forEach((heat, id) => db.prepare('INSERT INTO heat_map VALUES (?, ?)').run(id, heat));
  const series = (name: string) =>
    `WITH RECURSIVE ${name} (id) AS (SELECT @first UNION ALL SELECT id + 1 FROM ${name} WHERE id < @last)`;
  const statements = [
    `${series('new')} INSERT INTO picture (id, path, size_bytes, modified_ms, width, height, format)
     SELECT id, printf('%06d.jpg', id), 1, 1, 640, 480, 'jpeg' FROM new`,
    `${series('new')}
     INSERT INTO tag (picture_id, text, stop_word) SELECT new.id, 'thing' || place, 0 FROM new CROSS JOIN place_of_tag`,
    `INSERT INTO tag_state (tag_id, picture_id, stop_word)
     SELECT id, picture_id, 0 FROM tag WHERE picture_id BETWEEN @first AND @last`,
    `INSERT INTO proposal (run_id, tag_id, score_image, score_text, score_image_text, score_pixel, normalised, relevant,
       threshold, heat_width, heat_height, heat)
     SELECT ${runId}, tag.id, 0.2, 0.8, 1, 0.3, 1, 1, 0.4, ${grid.width}, ${grid.height}, heat
     FROM tag JOIN heat_map ON heat_map.id = tag.id % ${differentHeats} WHERE picture_id BETWEEN @first AND @last`,
  ];
  db.exec(`CREATE TEMP TABLE place_of_tag (place INTEGER)`);
  for (let place = 0; place < tagsPerPicture; place++)
    db.prepare('INSERT INTO place_of_tag VALUES (?)').run(place);
  for (let first = 1; first <= count; first += picturesAtOnce) {
    const last = Math.min(count, first + picturesAtOnce - 1);
    transact(db, () => {
      for (const sql of statements) db.prepare(sql).run({ first, last });
    });
  }
}

interface Figures {
  readonly masks: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly fileMb: number;
  readonly openMb: number;
  readonly peakMb: number;
}

async function measure(root: string): Promise<Figures> {
  const project = Project.open(join(root, 'dataset'));
  const out = join(root, 'out');
  try {
    const openMb = peakMbSoFar();
    const [start, cpuStart] = [performance.now(), process.cpuUsage()];
    const { masks } = await exportDataset(project, { format: 'coco', out, include: 'proposed' });
    const { user, system } = process.cpuUsage(cpuStart);
    const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
    const cpuSeconds = Number(((user + system) / 1e6).toFixed(1));
    const fileMb = Math.round(statSync(join(out, 'instances.json')).size / 1e6);
    return { masks, seconds, cpuSeconds, fileMb, openMb, peakMb: peakMbSoFar() };
  } finally {
    rmSync(out, { recursive: true, force: true });
    project.close();
  }
}

const peakMbSoFar = (): number => Math.round(process.resourceUsage().maxRSS / 1000);

/** Runs a part of this bench in a process of its own, so that its memory is its own. */
const alone = (flags: readonly string[], ...args: string[]): string =>
  execFileSync(process.execPath, [...flags, import.meta.filename, ...args], { encoding: 'utf8' });

function compare(pictures: number): object {
  const root = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
  try {
    alone([], 'fill', root, String(pictures));
    const usual = JSON.parse(alone([], 'export', root)) as Figures;
    const tight = JSON.parse(alone(tightHeap, 'export', root)) as Figures;
    return { ...usual, tightPeakMb: tight.peakMb, tightCpuSeconds: tight.cpuSeconds };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const [first, root = '', pictures] = process.argv.slice(2);
if (first === 'fill') {
  mkdirSync(join(root, 'dataset'));
  const project = Project.open(join(root, 'dataset'));
  fill(project, Number(pictures));
  project.close();
} else if (first === 'export') console.log(JSON.stringify(await measure(root)));
else console.table((first === undefined ? [1000, 10_000] : [Number(first)]).map(compare));
