/**
 * Exports proposed masks to COCO, reading back and comparing included: `node bench/export.ts [pictures]`, ten masks a picture, then
 * five times as many pictures. Memory that is flat shows as two peaks that are alike.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { transact } from '../db/connection.ts';
import { insertPicture } from '../db/queries/pictures.ts';
import { insertRun, queuePictures } from '../db/queries/runs.ts';
import { createUniform } from '../models/random.ts';
import { exportDataset } from '../src-main/services/export.ts';
import { storeAnswer } from '../src-main/services/prelabel-store.ts';
import { Project } from '../src-main/services/project.ts';

const pictures = Number(process.argv[2] ?? 1000);
const tagsPerPicture = 10;
const grid = { width: 28, height: 28 };
const uniform = createUniform(1);

/** A soft hill somewhere on the grid. */
function drawHeat(): Uint8Array {
  const [x0, y0, spread] = [14 + 14 * uniform(), 14 + 14 * uniform(), 30 + 20 * uniform()];
  return Uint8Array.from({ length: grid.width * grid.height }, (_, cell) => {
    const [x, y] = [cell % grid.width, Math.floor(cell / grid.width)];
    return Math.round(255 * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / spread));
  });
}

function addTag(index: number): Parameters<typeof storeAnswer>[1]['scores']['tags'][number] {
  const scores = { image: 0.2, text: 0.8, imageText: 1, pixel: 0.3 };
  return { text: `thing${index}`, scores, normalised: 1, relevant: true, heat: drawHeat() };
}

function fill(project: Project, count: number): void {
  const { db } = project;
  const run = { modelName: 'bench', modelSha256: '0', parameters: '{}', createdMs: 1 };
  const runId = transact(db, () => insertRun(db, run));
  const ids = transact(db, () =>
    Array.from({ length: count }, (_, index) => {
      const path = `${String(index).padStart(6, '0')}.jpg`;
      const size = { width: 640, height: 480, sizeBytes: 1 };
      return insertPicture(db, { path, ...size, modifiedMs: 1, format: 'jpeg', error: null });
    }),
  );
  transact(db, () => queuePictures(db, runId, null));
  for (const pictureId of ids) {
    const tags = Array.from({ length: tagsPerPicture }, (_, index) => addTag(index));
    storeAnswer(db, { runId, pictureId, threshold: 0.4, scores: { grid, tags } });
  }
}

async function measure(count: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
  mkdirSync(join(root, 'dataset'));
  const project = Project.open(join(root, 'dataset'));
  try {
    fill(project, count);
    const [start, cpuStart] = [performance.now(), process.cpuUsage()];
    await exportDataset(project, { format: 'coco', out: join(root, 'out'), include: 'proposed' });
    const { user, system } = process.cpuUsage(cpuStart);
    const masks = count * tagsPerPicture;
    const seconds = (performance.now() - start) / 1000;
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1000);
    const cpuSeconds = (user + system) / 1e6;
    console.log(
      JSON.stringify({ masks, seconds: seconds.toFixed(1), cpuSeconds: cpuSeconds.toFixed(1), peakMb }),
    );
  } finally {
    project.close();
    rmSync(root, { recursive: true, force: true });
  }
}

await measure(pictures);
await measure(5 * pictures);
