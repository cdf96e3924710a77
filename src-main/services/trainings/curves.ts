/** What a training's curves and heat maps are drawn from, beside its checkpoints: for the eye alone, so a line that is lost is no harm. */
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { TtdProgress } from '../train-ttd/progress.ts';
import { checkpointsOf } from '../training/place.ts';
import type { TrainingPoint } from './types.ts';

const fileName = 'training.curves.jsonl';

const point = z.object({ step: z.int(), loss: z.number(), distill: z.number(), tag: z.number(), chosen: z.number() }); // prettier-ignore
const map = z.object({ file: z.string(), caption: z.string(), width: z.int(), height: z.int(), data: z.string() }); // prettier-ignore
const line = z.union([point, z.object({ step: z.int(), maps: z.array(map) })]);
export type StoredMaps = Extract<z.infer<typeof line>, { maps: unknown }>;

export interface Curves {
  readonly points: readonly TrainingPoint[];
  readonly before: StoredMaps | null;
  readonly now: StoredMaps | null;
}

export function pointOf({
  step,
  loss,
  parts,
  chosen,
}: Extract<TtdProgress, { type: 'step' }>): TrainingPoint {
  return { step, loss, distill: parts['distill'] ?? NaN, tag: parts['tag'] ?? NaN, chosen };
}

/** @param out where the result will be */
export function rememberCurve(out: string, progress: TtdProgress): void {
  if (progress.type !== 'step' && progress.type !== 'maps') return;
  const { type: _, ...maps } = progress;
  const said = progress.type === 'step' ? pointOf(progress) : maps;
  try {
    appendFileSync(join(checkpointsOf(out), fileName), `${JSON.stringify(said)}\n`);
  } catch {
    // A full disk is for the checkpoints to say.
  }
}

/** Up to the checkpoint after this step; what was done again counts once. */
export async function readCurves(folder: string, step: number): Promise<Curves> {
  const text = await readFile(join(folder, fileName), 'utf8').catch(() => '');
  const points = new Map<number, TrainingPoint>();
  const maps = new Map<number, StoredMaps>();
  for (const row of text.split('\n')) {
    const said = line.safeParse(parse(row)).data;
    if (said === undefined || said.step > step) continue;
    if ('maps' in said) maps.set(said.step, said);
    else points.set(said.step, said);
  }
  const inOrder = <Row extends { readonly step: number }>(rows: Iterable<Row>): Row[] => [...rows].sort((a, b) => a.step - b.step); // prettier-ignore
  const looks = inOrder(maps.values());
  return { points: inOrder(points.values()), before: looks[0] ?? null, now: looks.at(-1) ?? null };
}

function parse(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    // A crash has cut the last line.
    return null;
  }
}
