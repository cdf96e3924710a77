import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built window: `out/renderer` above this file, which is in src-main/ or, once built, in out/main/. */
export function windowFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; dirname(folder) !== folder; folder = dirname(folder)) {
    const found = join(folder, 'out', 'renderer');
    if (existsSync(found)) return found;
  }
  return join(start, '../../out/renderer');
}
