import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { areaOf } from '../../../models/masks/index.ts';
import { drawScene, sceneSeed } from '../../../models/scenes/index.ts';
import { readReleased } from '../../../src-main/formats/released.ts';
import { writeScenes } from '../../../src-main/services/scenes.ts';
import { temporaryFolder } from '../../temp.ts';

const size = { width: 96, height: 72 };
const filesOf = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length), readFileSync(path)]),
  );

describe('drawn scenes on disk', () => {
  test('are what the generator drew, and every relevant tag has pixels', async () => {
    const out = join(temporaryFolder(), 'below', 'scenes');
    await writeScenes({ count: 4, seed: 9, out, size, scene: { captions: 2 } });
    for (let i = 0; i < 4; i++) {
      const stem = `00000${String(i)}`;
      const scene = drawScene(sceneSeed(9, i), size, { captions: 2 });
      const pixels = await sharp(join(out, 'image', `${stem}.png`))
        .raw()
        .toBuffer();
      expect(new Uint8Array(pixels)).toEqual(scene.pixels);
      const json = readFileSync(join(out, 'json_refined', `${stem}.json`), 'utf8');
      const png = readFileSync(join(out, 'mask_using_HQ-SAM', `${stem}.png`));
      const { captions, masks } = readReleased({ json, png, name: stem });
      expect(captions.map(({ caption }) => caption)).toEqual(scene.captions.map(({ text }) => text));
      for (const { tag } of captions.flatMap(({ tags }) => tags.filter(({ relevant }) => relevant))) {
        const mask = masks.get(tag);
        expect(mask ? areaOf(mask) : 0, tag).toBeGreaterThan(0);
      }
    }
  });

  test('are the same bytes from the same seed, and go on where they stopped', async () => {
    const [one, other] = [join(temporaryFolder(), 'a'), join(temporaryFolder(), 'b')];
    await writeScenes({ count: 3, seed: 2, out: one, size });
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => void (done === 2 && stop.abort());
    await expect(
      writeScenes({ count: 3, seed: 2, out: other, size, signal: stop.signal, onProgress }),
    ).rejects.toThrow();
    expect(readdirSync(join(other, 'json_refined'))).toHaveLength(2);
    rmSync(join(other, 'json_refined', '000000.json'));
    expect(await writeScenes({ count: 3, seed: 2, out: other, size })).toMatchObject({
      pictures: 3,
      kept: 1,
    });
    expect(filesOf(other)).toEqual(filesOf(one));
  });

  test('take folder names', async () => {
    const out = join(temporaryFolder(), 'scenes');
    await writeScenes({ count: 1, seed: 2, out, size, folders: { images: 'i', tags: 't', masks: 'm' } });
    expect(readdirSync(out).sort()).toEqual(['i', 'm', 'scenes.json', 't']);
  });
});

describe('a place for scenes', () => {
  test('that holds anything else is left as it is', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'mine.txt'), 'mine');
    await expect(writeScenes({ count: 1, seed: 1, out, size })).rejects.toMatchObject({
      code: 'scenes-folder-taken',
    });
    expect([...filesOf(out).keys()]).toEqual(['/mine.txt']);
  });

  test('that holds scenes of another seed is left as it is', async () => {
    const out = join(temporaryFolder(), 'scenes');
    await writeScenes({ count: 1, seed: 1, out, size });
    const before = filesOf(out);
    await expect(writeScenes({ count: 1, seed: 2, out, size })).rejects.toMatchObject({
      code: 'scenes-differ',
    });
    expect(filesOf(out)).toEqual(before);
  });

  test('that is a file, lies below one or is a link to a full folder is refused in a sentence', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full', 'x'), '');
    symlinkSync(join(folder, 'full'), join(folder, 'link'));
    for (const out of [file, join(file, 'below'), join(folder, 'link')]) {
      await expect(writeScenes({ count: 1, seed: 1, out, size }), out).rejects.toMatchObject({
        name: 'TagmaskError',
      });
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'full', 'scenes.json'))).toBe(false);
  });
});
