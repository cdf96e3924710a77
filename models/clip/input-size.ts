export interface InputSize {
  readonly width: number;
  readonly height: number;
}

export interface InputLimits {
  /** The shorter side that is aimed at, in pixels. */
  readonly shortSide: number;
  readonly patch: number;
  /** The longer side never passes this; a picture that long gets a smaller short side. */
  readonly maxLong: number;
}

/**
 * The side lengths at which a picture of the displayed size goes into the model: multiples of the patch, the aspect kept as
 * closely as they allow, the short side at `shortSide` unless the long one would pass `maxLong`. At least one patch each.
 */
export function inputSize(displayed: InputSize, { shortSide, patch, maxLong }: InputLimits): InputSize {
  const toPatches = (pixels: number): number => Math.max(1, Math.round(pixels / patch));
  const short = Math.min(displayed.width, displayed.height);
  const long = Math.max(displayed.width, displayed.height);
  const most = Math.max(1, Math.floor(maxLong / patch)) * patch;
  const scale = Math.min((toPatches(shortSide) * patch) / short, most / long);
  const side = (pixels: number): number => Math.min(most, toPatches(pixels * scale) * patch);
  return { width: side(displayed.width), height: side(displayed.height) };
}
