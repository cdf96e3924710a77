import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { writeSafetensors, type TensorToWrite } from '../../../models/weights/write-safetensors.ts';

/** A copy that a test may damage; shared files are read-only, so they are copied without their mode. */
export function copyModel(from: string, to: string): string {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(to, name));
  return to;
}

/** Changes a field of a JSON file, given as "a.b"; undefined takes it away. */
export function editJson(file: string, path: string, value: unknown): void {
  const root: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = root as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  rmSync(file);
  writeFileSync(file, JSON.stringify(root));
}

/** The float tensors of a file. */
export async function readAllTensors(path: string): Promise<Record<string, TensorToWrite>> {
  const file = await SafetensorsFile.open(path);
  try {
    const tensors: Record<string, TensorToWrite> = {};
    for (const { name, shape, type } of file.tensors.values())
      if (type !== 'I32') tensors[name] = { shape, data: await file.readFloat32(name) };
    return tensors;
  } finally {
    await file.close();
  }
}

/** The upper 16 bits of each value: what bfloat16 keeps, rounded towards zero. */
const toBF16 = (data: Float32Array): Uint16Array =>
  new Uint16Array(data.buffer, data.byteOffset, data.length * 2).filter((_, index) => index % 2 === 1);

function writeBF16(path: string, tensors: Readonly<Record<string, TensorToWrite>>): void {
  let offset = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      const start = offset;
      offset += data.length * 2;
      return [name, { dtype: 'BF16', shape, data_offsets: [start, offset] }];
    }),
  );
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  const bodies = Object.values(tensors).map(({ data }) => Buffer.from(toBF16(data).buffer));
  writeFileSync(path, Buffer.concat([prefix, json, ...bodies]));
}

/** Writes the weights again in another precision. */
export async function convertWeights(folder: string, type: 'F32' | 'BF16'): Promise<void> {
  const path = join(folder, 'model.safetensors');
  const tensors = await readAllTensors(path);
  rmSync(path);
  if (type === 'F32') await writeSafetensors(path, tensors);
  else writeBF16(path, tensors);
}

/** |a − b| / |b| */
export function relativeError(a: Float32Array, b: Float32Array): number {
  let [difference, norm] = [0, 0];
  b.forEach((value, index) => {
    difference += ((a[index] ?? NaN) - value) ** 2;
    norm += value ** 2;
  });
  return a.length === b.length ? Math.sqrt(difference / norm) : NaN;
}
