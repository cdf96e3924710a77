/**
 * A large dataset of picture and caption pairs: `node bench/make-dataset.ts FOLDER [--count 100000] [--flat]`. The same
 * arguments always make the same bytes. Each file is one of a few real JPEGs with a comment segment of its own, so that
 * every hash is different and nothing has to be encoded.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import sharp from 'sharp';

import { makeDemo } from '../src-main/services/demo.ts';
import { Dice } from '../models/scenes/dice.ts';

export interface DatasetOptions {
  readonly count: number;
  /** All files in one folder, as downloaders leave them; else a thousand a folder. */
  readonly flat?: boolean;
}

const perFolder = 1000;
/** One pair in ten has its caption in a text file beside it, the others in captions.tsv. */
const sidecarEvery = 10;

const looks = 'small,large,old,young,red,green,blue,white,wooden,bright,dark,wet,striped,happy,tall'.split(
  ',',
);
const things =
  'dog,cat,horse,boat,bridge,bicycle,kitchen table,bowl,bus,train,traffic light,giraffe,child,man,woman,kite,umbrella,pizza,cake,bench'.split(
    ',',
  );
const places =
  'park,street,beach,river,mountain,garden,station,harbour,forest,office,field,living room'.split(',');
const doings = 'standing,sitting,running,lying,waiting,playing,sleeping,leaning'.split(',');

/** Writes `count` pairs below `folder`, which must be new. */
export async function makeLargeDataset(
  folder: string,
  { count, flat = false }: DatasetOptions,
): Promise<void> {
  const pictures = await drawPictures();
  const dice = new Dice(1);
  const pick = (list: readonly string[]): string => dice.pick(list);
  const rows = ['file\tcaption'];
  for (let i = 0; i < count; i++) {
    const below = flat ? '' : `part-${String(Math.floor(i / perFolder)).padStart(4, '0')}/`;
    if (i === 0 || (!flat && i % perFolder === 0)) mkdirSync(join(folder, below), { recursive: true });
    const stem = `${below}${String(i).padStart(9, '0')}`;
    writeFileSync(join(folder, `${stem}.jpg`), withComment(pictures[i % pictures.length] ?? Buffer.of(), i));
    const caption = `A ${pick(looks)} ${pick(things)} ${pick(doings)} near a ${pick(looks)} ${pick(things)} in the ${pick(places)}.`;
    if (i % sidecarEvery === 0) writeFileSync(join(folder, `${stem}.txt`), `${caption}\n`);
    else rows.push(`${stem}.jpg\t${caption}`);
  }
  writeFileSync(join(folder, 'captions.tsv'), `${rows.join('\n')}\n`);
}

async function drawPictures(): Promise<Buffer[]> {
  const root = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
  try {
    const folder = join(await makeDemo(join(root, 'demo')), 'image');
    const files = readdirSync(folder).map((name) => join(folder, name));
    return await Promise.all(
      files.map((file) => sharp(file).resize(320, 240).jpeg({ quality: 75 }).toBuffer()),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A JPEG's COM segment (ITU T.81, B.2.4.5), right after its first marker. */
function withComment(jpeg: Buffer, number: number): Buffer {
  const text = Buffer.from(`picture ${String(number)}`);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]);
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    options: { count: { type: 'string', default: '100000' }, flat: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (folder === undefined) throw new Error('Name the folder to make: node bench/make-dataset.ts FOLDER');
  await makeLargeDataset(folder, { count: Number(values.count), flat: values.flat });
}
