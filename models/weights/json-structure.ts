/**
 * What JSON.parse lets pass, and what a file from a stranger could use: a key that is there twice (two readers of one file would see two
 * models), and structure that takes many times the memory of its text.
 */
import { quote } from './stored-tensor.ts';

export interface StructureLimits {
  readonly depth: number;
  /** Objects and lists together. */
  readonly containers: number;
}

/** Of the string that begins at `start`: the place behind its closing quote, or the text's end. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** `source` is a JSON string with its quotes. Where it is not well formed, the parser that follows will say so. */
function decodeKey(source: string): string {
  if (!source.includes('\\')) return source.slice(1, -1);
  try {
    return String(JSON.parse(source));
  } catch {
    return source;
  }
}

/** What is wrong with the text's structure, as the end of a sentence, or undefined. It need not be JSON otherwise. */
export function findStructureFault(text: string, limits: StructureLimits): string | undefined {
  const openKeys: (Set<string> | undefined)[] = []; // of each open object; undefined for a list
  const colon = /\s*:/y;
  let containers = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (openKeys.length === limits.depth) return `is nested more than ${limits.depth} deep`;
      if (++containers > limits.containers) return `has more than ${limits.containers} objects and lists`;
      openKeys.push(character === '{' ? new Set() : undefined);
    } else if (character === '}' || character === ']') openKeys.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const keys = openKeys.at(-1);
      colon.lastIndex = end;
      if (keys !== undefined && colon.test(text)) {
        const key = decodeKey(text.slice(at, end));
        if (keys.has(key)) return `has ${quote(key)} twice`;
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}
