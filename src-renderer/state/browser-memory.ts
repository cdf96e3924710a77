/** Where this browser remembers what belongs to no dataset: its local storage. */
export type BrowserMemory = Pick<Storage, 'getItem' | 'setItem'>;

/** What was remembered under a key; nothing where it cannot be read. Whoever asks looks at each value: another version may have written it. */
export function recall(memory: BrowserMemory, key: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(memory.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A browser that is full, or keeps nothing, forgets: the choice holds for as long as the window is open. */
export function remember(memory: BrowserMemory, key: string, value: Readonly<Record<string, unknown>>): void {
  try {
    memory.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing that a person has made is lost by it.
  }
}
