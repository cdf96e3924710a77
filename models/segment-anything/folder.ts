/** Finds the two halves of a model in a folder, by what the graphs take and give, whatever their files are called. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

import { TagmaskError } from '../errors.ts';
import { readOnnxHeader, type OnnxHeader, type OnnxPort } from '../runtime/onnx-header.ts';
import { layouts, recogniseHalf, type Half, type LayoutName } from './layouts.ts';

export interface ModelFiles {
  readonly layout: LayoutName;
  readonly encoder: OnnxFile;
  readonly decoder: OnnxFile;
  /** Of the square that the encoder sees, in pixels. */
  readonly side: number;
}

export interface OnnxFile {
  readonly path: string;
  readonly header: OnnxHeader;
}

interface FoundHalf extends OnnxFile, Half {}

/** What a wrong file or folder is told to be. */
const advice = 'export the model again, or take it from elsewhere ("Segment Anything" in docs/masks.md)';
/** Of TensorProto.DataType: float32, int32 and int64. Half precision does not run everywhere, and bytes would want other pictures. */
const knownTypes = [1, 6, 7];
const usualSide = 1024;
const sideOfSam3 = 1008;

/** The folder's ONNX files; exporters of Hugging Face put them into `onnx/`. */
export function listOnnxFiles(folder: string): string[] {
  return ['', 'onnx'].flatMap((below) => {
    const place = join(folder, below);
    if (!existsSync(place)) return [];
    return readdirSync(place)
      .filter((name) => name.endsWith('.onnx'))
      .sort()
      .map((name) => join(place, name));
  });
}

/**
 * @throws TagmaskError `bad-onnx` for a damaged file; `not-segment-anything`, `half-missing`, `halves-unclear`, `halves-differ`,
 *   `weights-missing`, `weights-outside` and `not-float32`, all with the file that is meant
 */
export async function findModelFiles(folder: string): Promise<ModelFiles> {
  const paths = listOnnxFiles(folder);
  if (paths.length === 0)
    throw wrong('not-segment-anything', `${folder} has no .onnx file: a Segment Anything model is the encoder and the decoder, each as one.`); // prettier-ignore
  const files = await Promise.all(paths.map(async (path) => ({ path, header: await readOnnxHeader(path) })));
  const halves = files.flatMap((file): FoundHalf[] => {
    const half = recogniseHalf(file.header);
    return half === null ? [] : [{ ...file, ...half }];
  });
  if (halves.length === 0) throw notSegmentAnything(files);
  const decoder = chooseHalf(halves, 'decoder', folder);
  const encoder = chooseHalf(
    halves.filter(({ half, layout }) => half === 'encoder' && layout === decoder.layout),
    'encoder',
    folder,
  );
  for (const file of [encoder, decoder]) checkFile(file);
  checkPair(encoder, decoder);
  return { layout: decoder.layout, encoder, decoder, side: findSide(encoder, decoder) };
}

/** @throws TagmaskError `bad-onnx`, `not-segment-anything` */
export async function requireHalf(path: string): Promise<OnnxHeader> {
  const header = await readOnnxHeader(path);
  if (recogniseHalf(header) === null) throw notSegmentAnything([{ path, header }]);
  return header;
}

const wrong = (code: string, message: string): TagmaskError => new TagmaskError('input', code, message);

function notSegmentAnything([first]: readonly OnnxFile[]): TagmaskError {
  const list = (ports: readonly OnnxPort[] = []): string => ports.map(({ name }) => name).join(', ');
  const what = `takes ${list(first?.header.inputs)} and gives ${list(first?.header.outputs)}`;
  return wrong('not-segment-anything', `${first?.path ?? ''} ${what}, which is neither the encoder nor the decoder of a Segment Anything model that is known: ${advice}.`); // prettier-ignore
}

/** Quantised and half-precision versions lie beside the full one, under its name and an ending. */
const endings = /(_fp16|_int8|_uint8|_quantized|_q4|_q4f16|_bnb4|\.quant)$/;
const isVersion = ({ path }: OnnxFile): boolean => endings.test(basename(path, '.onnx'));

function chooseHalf(halves: readonly FoundHalf[], half: Half['half'], folder: string): FoundHalf {
  const all = halves.filter((file) => file.half === half);
  const full = all.filter((file) => !isVersion(file));
  const [first, second] = full.length > 0 ? full : all;
  if (first === undefined) {
    const other = half === 'encoder' ? 'decoder' : 'encoder';
    throw wrong('half-missing', `${folder} has no ${half} that belongs to its ${other}: put the ${half} of the same export beside it, as an .onnx file.`); // prettier-ignore
  }
  if (second !== undefined)
    throw wrong('halves-unclear', `${folder} has two ${half}s, ${basename(first.path)} and ${basename(second.path)}: leave those of one model there.`); // prettier-ignore
  return first;
}

function checkFile({ path, header }: OnnxFile): void {
  const odd = header.inputs.find(({ type }) => !knownTypes.includes(type));
  if (odd !== undefined)
    throw wrong('not-float32', `${path} takes ${odd.name} in another type than float32, such as half precision: take the export in full precision.`); // prettier-ignore
  const outside = header.externalFiles.find((name) => isAbsolute(name) || name.split(/[\\/]/).includes('..'));
  if (outside !== undefined)
    throw wrong('weights-outside', `${path} has its weights in ${outside}, which is not in its folder: take the model from somebody you trust, or export it again.`); // prettier-ignore
  const missing = header.externalFiles.find((name) => !existsSync(join(dirname(path), name)));
  if (missing !== undefined)
    throw wrong('weights-missing', `${path} has its weights in ${missing}, which is not there: put that file beside it.`); // prettier-ignore
}

/** Halves of different models take and give other numbers of channels or cells. */
function checkPair(encoder: FoundHalf, decoder: FoundHalf): void {
  const { encoderOutputs } = layouts[decoder.layout];
  for (const name of encoderOutputs ?? ['image_embeddings']) {
    const given = encoder.header.outputs.find((port) => encoderOutputs === null || port.name === name)?.shape;
    const taken = decoder.header.inputs.find((port) => port.name === name)?.shape;
    if (given == null || taken == null) continue;
    const fits = given.every((size, axis) => size === null || (taken[axis] ?? size) === size);
    if (fits && given.length === taken.length) continue;
    const shapes = `the one gives ${name} as ${describeShape(given)}, the other takes ${describeShape(taken)}`;
    throw wrong('halves-differ', `${encoder.path} and ${decoder.path} do not belong together, because ${shapes}: use both halves of one export.`); // prettier-ignore
  }
}

const describeShape = (shape: readonly (number | null)[]): string =>
  `[${shape.map((size) => size ?? '?').join(', ')}]`;

/** The picture's side, else four times that of the mask's grid. */
function findSide(encoder: FoundHalf, decoder: FoundHalf): number {
  const picture = encoder.header.inputs[0]?.shape ?? [];
  const [height, width] = picture.length === 4 ? picture.slice(2) : picture;
  if (height != null && width != null && height !== width)
    throw wrong(
      'not-square',
      `${encoder.path} takes pictures of ${width} × ${height} pixels only: ${advice}.`,
    );
  // SAM 3, whose colours are normalised in another way.
  if (decoder.layout === 'transformers2' && (height === sideOfSam3 || width === sideOfSam3))
    throw wrong('not-segment-anything', `${encoder.path} takes pictures of ${sideOfSam3} pixels, as SAM 3 does, which is not known here: take SAM 2, or export another model.`); // prettier-ignore
  const grid = decoder.header.inputs.find(({ name }) => name === 'mask_input')?.shape?.at(-1);
  return height ?? width ?? (grid == null ? usualSide : 4 * grid);
}
