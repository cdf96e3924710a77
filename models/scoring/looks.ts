/** Looks at one picture: its dense features at several sizes, mirrored too, whole or through windows. */
import { normaliseInPlace, type ClipModel } from '../clip/index.ts';
import type { Size } from '../masks/index.ts';
import type { FloatTensor } from '../runtime/session.ts';
import type { MaskRecipe } from './mask-recipe.ts';
import { cutWindow, listWindows, mirrorRows, type Window } from './windows.ts';

/** Dense features of a part of a look; its place counts patches. */
export interface Pane extends Window {
  /** Unit vectors [height·width, D]. */
  readonly dense: Float32Array;
}

export interface Look {
  /** Patches of the whole look. */
  readonly grid: Size;
  readonly mirrored: boolean;
  readonly panes: readonly Pane[];
}

/** Batches hold at most so many pixels: four windows of 448. */
const mostPixels = 4 * 448 * 448;

/** Looks at one input [1, 3, H, W], mirrored as well where the recipe says so. */
export async function lookAt(model: ClipModel, input: FloatTensor, recipe: MaskRecipe): Promise<Look[]> {
  const { patch, imageSide } = model.info;
  const [, , height = 0, width = 0] = input.shape;
  const side = recipe.window === 0 ? Infinity : recipe.window * imageSide;
  const windows = listWindows({ width, height }, Math.floor(side / patch) * patch, patch);
  const upright = windows.map((window) => cutWindow(input, window));
  const panes = [...upright, ...(recipe.mirrored ? upright.map(mirrorRows) : [])];
  const dense = await runPanes(model, panes);
  const grid = { width: width / patch, height: height / patch };
  const lookOf = (mirrored: boolean, first: number): Look => ({
    ...{ grid, mirrored },
    panes: windows.map((window, i) => ({
      left: window.left / patch,
      top: window.top / patch,
      width: window.width / patch,
      height: window.height / patch,
      dense: dense[first + i] ?? new Float32Array(),
    })),
  });
  return [lookOf(false, 0), ...(recipe.mirrored ? [lookOf(true, windows.length)] : [])];
}

/** Inputs of one size, [3, H, W] each, in batches that keep every core busy. */
async function runPanes(model: ClipModel, panes: readonly FloatTensor[]): Promise<Float32Array[]> {
  const [, , height = 0, width = 0] = panes[0]?.shape ?? [];
  const batch = Math.max(1, Math.floor(mostPixels / (width * height)));
  const dense: Float32Array[] = [];
  for (let at = 0; at < panes.length; at += batch) {
    const some = panes.slice(at, at + batch);
    const data = new Float32Array(some.length * 3 * width * height);
    some.forEach((pane, i) => data.set(pane.data, i * 3 * width * height));
    const features = await model.imageFeatures({ data, shape: [some.length, 3, height, width] });
    normaliseInPlace(features.dense.data, model.info.embedDim);
    const length = features.dense.data.length / some.length;
    some.forEach((_, i) => dense.push(features.dense.data.subarray(i * length, (i + 1) * length)));
  }
  return dense;
}
