/** Whether two values that came as JSON are equal, whatever the order of their fields. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [own, theirs] = [Object.entries(one), new Map(Object.entries(other))];
  if (Array.isArray(one) !== Array.isArray(other) || own.length !== theirs.size) return false;
  return own.every(([name, value]) => theirs.has(name) && isSameJson(value, theirs.get(name)));
}
