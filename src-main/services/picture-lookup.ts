import { posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** A picture's id, or why a name leads to none. */
export type Found = { readonly id: number } | { readonly why: string };

/** Names taken in before requests have their turn. */
const addedAtOnce = 10_000;

/** Finds the pictures that caption files name. All comparisons are in NFC: file systems differ in what they store. */
export class PictureLookup {
  readonly #root: string;
  readonly #byPath = new Map<string, number>();
  readonly #byBaseName = new Map<string, number[]>();

  private constructor(root: string) {
    this.#root = root.replaceAll('\\', '/').normalize('NFC');
  }

  static async of(root: string, ids: ReadonlyMap<string, number>): Promise<PictureLookup> {
    const lookup = new PictureLookup(root);
    let added = 0;
    for (const [path, id] of ids) {
      lookup.#add(path.normalize('NFC'), id);
      if (++added % addedAtOnce === 0) await setImmediate();
    }
    return lookup;
  }

  #add(key: string, id: number): void {
    this.#byPath.set(key, id);
    const base = posix.basename(key);
    const same = this.#byBaseName.get(base);
    if (same === undefined) this.#byBaseName.set(base, [id]);
    else same.push(id);
  }

  /**
   * Looks a name up beside the caption file (`folder`, below the dataset), in image/ or images/ beside it, then by its
   * base name, if only one picture has it. A name that leads out of the dataset is refused, wherever it leads.
   */
  find(name: string, folder: string): Found {
    const written = name.trim().replaceAll('\\', '/').normalize('NFC');
    if (written === '') return { why: 'The row names no file.' };
    const isAbsolute = /^(\/|[a-z]:\/)/i.test(written);
    if (isAbsolute && !written.startsWith(`${this.#root}/`)) return leadsOut(name);
    const places = isAbsolute
      ? [written.slice(this.#root.length + 1)]
      : ['', 'image', 'images'].map((below) => posix.join(folder.normalize('NFC'), below, written));
    const [beside = ''] = places.map((place) => posix.normalize(place));
    if (beside === '..' || beside.startsWith('../')) return leadsOut(name);
    for (const place of places) {
      const id = this.#byPath.get(posix.normalize(place));
      if (id !== undefined) return { id };
    }
    return this.#findByBaseName(posix.basename(written), name);
  }

  #findByBaseName(base: string, name: string): Found {
    const [id, ...others] = this.#byBaseName.get(base) ?? [];
    if (id === undefined) return { why: `No picture of the dataset is called ${name}.` };
    if (others.length === 0) return { id };
    return {
      why: `${others.length + 1} pictures are called ${base}; write the folder of the one that is meant.`,
    };
  }
}

const leadsOut = (name: string): Found => ({
  why: `${name} leads out of the dataset. Write a path below its folder.`,
});
