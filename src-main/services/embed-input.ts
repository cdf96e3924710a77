import { normalisePixels, type ClipInfo } from '../../models/clip/index.ts';
import { TagmaskError } from '../../models/errors.ts';
import type { FloatTensor } from '../../models/runtime/session.ts';
import { SafetensorsFile } from '../../models/weights/safetensors.ts';
import { decodeRgb } from '../media/decode.ts';
import { readPictureInfo } from '../media/picture-info.ts';

/**
 * A picture as CLIP's authors prepare it: the short side brought to the model's side (bicubic), then the middle square.
 * Pre-labelling takes the whole picture instead; this is for comparing with other programs.
 * @returns normalised [1, 3, side, side]
 * @throws TagmaskError as `readPictureInfo` and `decodeRgb`
 */
export async function readCroppedPicture(
  file: string,
  model: Pick<ClipInfo, 'imageSide' | 'pixelMean' | 'pixelStd'>,
): Promise<FloatTensor> {
  const side = model.imageSide;
  const { width, height } = await readPictureInfo(file);
  // torchvision's Resize cuts the fraction of the long side off, and its CenterCrop rounds half to even.
  const scaled = {
    width: width <= height ? side : Math.trunc((side * width) / height),
    height: height <= width ? side : Math.trunc((side * height) / width),
  };
  const rgb = await decodeRgb(file, scaled);
  const left = roundHalfToEven((scaled.width - side) / 2);
  const top = roundHalfToEven((scaled.height - side) / 2);
  const square = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const start = ((top + y) * scaled.width + left) * 3;
    square.set(rgb.subarray(start, start + side * 3), y * side * 3);
  }
  return { data: normalisePixels(square, { width: side, height: side }, model), shape: [1, 3, side, side] };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * The rows of ready input in `FILE.safetensors#KEY`, each [1, 3, H, W].
 * @throws TagmaskError `pixels-name`, `pixels-missing`, `pixels-shape`, and WeightsError for a file that is damaged
 */
export async function readReadyPixels(reference: string): Promise<FloatTensor[]> {
  const hash = reference.lastIndexOf('#');
  if (hash < 1 || hash === reference.length - 1) {
    const message = `"${reference}" names no tensor; write FILE.safetensors#KEY.`;
    throw new TagmaskError('input', 'pixels-name', message);
  }
  const key = reference.slice(hash + 1);
  const file = await SafetensorsFile.open(reference.slice(0, hash));
  try {
    const shape = checkShape(file, key);
    return splitRows(await file.readFloat32(key), shape);
  } finally {
    await file.close();
  }
}

function checkShape(file: SafetensorsFile, key: string): readonly number[] {
  const shape = file.tensors.get(key)?.shape;
  if (shape === undefined) {
    const keys = [...file.tensors.keys()].join(', ');
    const message = `${file.path} has no tensor "${key}"; it has ${keys || 'none'}.`;
    throw new TagmaskError('missing', 'pixels-missing', message);
  }
  if (shape.length === 4 && shape[1] === 3 && shape[0] !== 0) return shape;
  const message = `The tensor ${key} of ${file.path} is [${shape.join(', ')}]; pixels are [B, 3, H, W].`;
  throw new TagmaskError('input', 'pixels-shape', message);
}

function splitRows(data: Float32Array, shape: readonly number[]): FloatTensor[] {
  const [count = 0, ...rest] = shape;
  const length = data.length / count;
  return Array.from({ length: count }, (_, row) => ({
    data: data.subarray(row * length, (row + 1) * length),
    shape: [1, ...rest],
  }));
}
