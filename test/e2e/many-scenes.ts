import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeDemo } from '../../src-main/services/demo.ts';

/** `count` pictures of the demo's scenes with their captions, each drawn from a seed of its own. */
export async function makeManyScenes(folder: string, count: number): Promise<void> {
  await mkdir(join(folder, 'image'), { recursive: true });
  const rows: string[] = [];
  let made = 0;
  for (let seed = 0; made < count; seed += 1) {
    const drawn = await makeDemo(`${folder}-drawn-${String(seed)}`, 1000 * (seed + 1));
    const [, ...lines] = (await readFile(join(drawn, 'captions.tsv'), 'utf8')).trimEnd().split('\n');
    const files = [...new Set(lines.map((line) => line.split('\t')[0] ?? ''))].slice(0, count - made);
    for (const file of files) {
      const name = file.replace('image/', `image/${String(seed)}-`);
      await rename(join(drawn, file), join(folder, name));
      for (const line of lines.filter((one) => one.startsWith(`${file}\t`)))
        rows.push(line.replace(file, name));
    }
    made += files.length;
    await rm(drawn, { recursive: true });
  }
  await writeFile(join(folder, 'captions.tsv'), ['file\tcaption', ...rows, ''].join('\n'));
}
