import { findStructureFault, type StructureLimits } from './json-structure.ts';
import { WeightsError } from './weights-error.ts';

export interface JsonSource {
  readonly file: string;
  /** What it is called in a sentence: "the header". */
  readonly part: string;
  readonly bytes: Uint8Array;
  readonly limits: StructureLimits;
}

/** The entries of a JSON object from a stranger, `__proto__` among them if it is there. Throws a WeightsError. */
export function parseJsonObject({ file, part, bytes, limits }: JsonSource): [string, unknown][] {
  const fail = (cause?: unknown): never => {
    const why = `${part} is not JSON: this is not a ${part === 'the header' ? 'safetensors file' : 'list of weights'}, or it is damaged.`;
    throw new WeightsError(file, why, { cause });
  };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    return fail(cause);
  }
  const fault = findStructureFault(text, limits);
  if (fault !== undefined) throw new WeightsError(file, `${part} ${fault}; take the file from elsewhere.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fail(cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail();
  return Object.entries(value);
}
