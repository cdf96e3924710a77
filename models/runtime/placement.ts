/**
 * On which execution provider each node of a session really runs. A provider leaves to the CPU what it cannot do, and ONNX Runtime's
 * Node package tells that nowhere but in a profile: so a session's first run, on a tiny input, is profiled.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

export interface Placement {
  readonly nodes: number;
  readonly onCpu: number;
  /** Kinds of the operators on the CPU, in alphabetical order. */
  readonly cpuOperators: readonly string[];
}

const profileSchema = z.array(z.object({ cat: z.string(), name: z.string(), args: z.unknown() }));
const nodeSchema = z.object({ op_name: z.string(), provider: z.string() });

function parseEvents(profile: string): z.output<typeof profileSchema> {
  try {
    return profileSchema.parse(JSON.parse(profile));
  } catch {
    return []; // A session whose profile cannot be read works all the same.
  }
}

/** Reads ONNX Runtime's profile; null where it names no node. */
export function parsePlacement(profile: string): Placement | null {
  const placed = new Map<string, z.output<typeof nodeSchema>>();
  for (const { cat, name, args } of parseEvents(profile)) {
    const node = nodeSchema.safeParse(args);
    if (cat === 'Node' && name.endsWith('_kernel_time') && node.success) placed.set(name, node.data);
  }
  const onCpu = [...placed.values()].filter(({ provider }) => provider === 'CPUExecutionProvider');
  const cpuOperators = [...new Set(onCpu.map(({ op_name }) => op_name))].sort();
  return placed.size === 0 ? null : { nodes: placed.size, onCpu: onCpu.length, cpuOperators };
}

/** All of several sessions; null where one is not known. */
export function addPlacements(placements: readonly (Placement | null)[]): Placement | null {
  const known = placements.filter((placement) => placement !== null);
  if (known.length < placements.length) return null;
  return {
    nodes: known.reduce((sum, { nodes }) => sum + nodes, 0),
    onCpu: known.reduce((sum, { onCpu }) => sum + onCpu, 0),
    cpuOperators: [...new Set(known.flatMap(({ cpuOperators }) => cpuOperators))].sort(),
  };
}

/** Options of a session that has to end its profile itself. */
export interface Profiling {
  readonly enableProfiling: true;
  readonly profileFilePrefix: string;
}

/** Starts a session with a profile in a folder of its own, which is gone afterwards. */
export async function profileStart<Session>(
  start: (profiling: Profiling) => Promise<Session>,
): Promise<{ readonly started: Session; readonly placement: Placement | null }> {
  const folder = await mkdtemp(join(tmpdir(), 'tagmask-profile-'));
  try {
    const started = await start({ enableProfiling: true, profileFilePrefix: join(folder, 'profile') });
    const [name] = await readdir(folder);
    const profile = name === undefined ? '' : await readFile(join(folder, name), 'utf8');
    return { started, placement: parsePlacement(profile) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
