export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A hostile file nests lists a hundred thousand deep, which a recursion would not survive. */
const maxDepth = 12;

/**
 * The texts at a dotted path: those of a list, and of the same key in a list of objects, one by one. Empty where null
 * or an empty list stands there; undefined where there is nothing, or no text.
 */
export const textsAt = (value: unknown, path: string): readonly string[] | undefined =>
  textsOf(follow(value, path, 0), 0);

/** A key may hold a dot itself, so that the longest one that fits is taken. */
function follow(value: unknown, path: string, depth: number): unknown {
  if (depth > maxDepth) return undefined;
  if (Array.isArray(value)) {
    const found = value.map((item) => follow(item, path, depth + 1)).filter((item) => item !== undefined);
    return found.length === 0 ? undefined : found;
  }
  if (!isObject(value)) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const key = path.slice(0, end);
    if (Object.hasOwn(value, key))
      return end === path.length ? value[key] : follow(value[key], path.slice(end + 1), depth + 1);
  }
  return undefined;
}

function textsOf(found: unknown, depth: number): readonly string[] | undefined {
  if (typeof found === 'string') return [found];
  if (typeof found === 'number') return [String(found)];
  if (found === null) return [];
  if (!Array.isArray(found) || depth > maxDepth) return undefined;
  const texts = found.map((item) => textsOf(item, depth + 1)).filter((item) => item !== undefined);
  return texts.length === 0 && found.length > 0 ? undefined : texts.flat();
}

/** The dotted paths of an object's texts, three keys deep at most, in their order. */
export function listTextPaths(value: JsonObject, prefix = '', depth = 0): string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = `${prefix}${key}`;
    const nested = Array.isArray(inner) ? inner.find(isObject) : inner;
    if (isObject(nested)) return depth < 2 ? listTextPaths(nested, `${path}.`, depth + 1) : [];
    return typeof inner === 'boolean' ? [] : [path];
  });
}
