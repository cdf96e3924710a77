import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import sharp from 'sharp';
import type { Page } from 'playwright';
import { z } from 'zod';

import { bitmapFromRle, decodeMask } from '../../models/masks/index.ts';
import type { Bitmap, Rle, Size } from '../../models/masks/index.ts';

/** Colours of a picture, by pixel. */
export type Painting = (x: number, y: number) => readonly [red: number, green: number, blue: number];

export interface PaintedPicture extends Size {
  readonly name: string;
  readonly caption: string;
  readonly painting: Painting;
}

export async function writePicture(
  folder: string,
  { name, caption, painting, width, height }: PaintedPicture,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) data.set(painting(at % width, Math.floor(at / width)), at * 3);
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(join(folder, `${name}.png`));
  await writeFile(join(folder, `${name}.txt`), caption);
}

const storedRow = z.object({
  state: z.string(),
  width: z.number(),
  height: z.number(),
  counts: z.string().nullable(),
});

/** A tag's mask and state as the database holds them; null where it has no mask. */
export function readMask(
  dataset: string,
  picture: string,
  text: string,
): Size & { state: string; mask: Rle | null } {
  const db = new Database(join(dataset, '.tagmask/project.sqlite'), { readonly: true });
  try {
    const row = db
      .prepare(
        `SELECT coalesce(tag_state.verdict, 'undecided') AS state, picture.width, picture.height, mask.counts
           FROM tag JOIN picture ON picture.id = tag.picture_id
           LEFT JOIN tag_state ON tag_state.tag_id = tag.id LEFT JOIN decision ON decision.id = decision_id
           LEFT JOIN mask ON mask.id = mask_id WHERE picture.path = ? AND tag.text = ?`,
      )
      .get(picture, text);
    const { state, width, height, counts } = storedRow.parse(row);
    return {
      state,
      width,
      height,
      mask: counts === null ? null : decodeMask({ size: [height, width], counts }),
    };
  } finally {
    db.close();
  }
}

/** The same in pixels; none where it has no mask. */
export function readTag(dataset: string, picture: string, text: string): { state: string; bitmap: Bitmap } {
  const { state, width, height, mask } = readMask(dataset, picture, text);
  const empty = { width, height, data: new Uint8Array(width * height) };
  return { state, bitmap: mask === null ? empty : bitmapFromRle(mask) };
}

export type Place = readonly [x: number, y: number];

/** The mask editor in a page, in pixels of the picture. */
export class MaskEditor {
  readonly page: Page;
  readonly #size: Size;

  constructor(page: Page, size: Size) {
    this.page = page;
    this.#size = size;
  }

  async saved(): Promise<void> {
    await this.page.getByTestId('save-state').getByText('All verdicts saved').waitFor();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async choose(text: string): Promise<void> {
    await this.page.locator(`[data-testid=tag][data-text="${text}"]`).click();
    await this.page.locator(`[data-testid=tag][data-text="${text}"][aria-selected=true]`).waitFor();
  }

  /** Sets the size of the brush by its keys; the sizes of large ones lie apart. → the size that it has. */
  async brushOf(sizePx: number): Promise<number> {
    const size = async () =>
      Number.parseInt((await this.page.getByTestId('brush-size').textContent()) ?? '', 10);
    while ((await size()) < sizePx) await this.press(']');
    while ((await size()) > sizePx) await this.press('[');
    return size();
  }

  /** Where on the screen a place of the picture is. */
  async onScreen([x, y]: Place): Promise<{ x: number; y: number }> {
    const box = await this.page.getByTestId('edit-stage').locator('.layers').boundingBox();
    if (box === null) throw new Error('The picture is not on the stage.');
    return { x: box.x + (x / this.#size.width) * box.width, y: box.y + (y / this.#size.height) * box.height };
  }

  async down(place: Place): Promise<void> {
    const { x, y } = await this.onScreen(place);
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
  }

  async move(...places: readonly Place[]): Promise<void> {
    for (const place of places) {
      const { x, y } = await this.onScreen(place);
      await this.page.mouse.move(x, y, { steps: 3 });
    }
  }

  async drag(...[first, ...rest]: readonly Place[]): Promise<void> {
    if (first === undefined) return;
    await this.down(first);
    await this.move(...rest);
    await this.page.mouse.up();
  }
}
