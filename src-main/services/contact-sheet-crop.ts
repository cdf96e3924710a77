import type { BoundingBox, Size } from '../../models/masks/index.ts';

/** Room around the mask on each side, as a share of the mask's box. */
const padding = 0.15;
/** Width to height: that of the sheet's cells. */
const aspect = 4 / 3;
/** A crop shows at least this share of the picture's shorter side: a few pixels alone cannot be recognised. */
const leastShare = 0.25;

/** What to show of a picture so that its mask can be judged: the mask with some of what is around it. */
export function cropAround(box: BoundingBox, picture: Size): BoundingBox {
  if (box.width === 0 || box.height === 0) return { x: 0, y: 0, ...picture };
  const least = leastShare * Math.min(picture.width, picture.height);
  const paddedWidth = Math.max(least, box.width * (1 + 2 * padding));
  const paddedHeight = Math.max(least, box.height * (1 + 2 * padding));
  const width = Math.min(picture.width, Math.ceil(Math.max(paddedWidth, paddedHeight * aspect)));
  const height = Math.min(picture.height, Math.ceil(Math.max(paddedHeight, paddedWidth / aspect)));
  return {
    x: place(box.x + box.width / 2, width, picture.width),
    y: place(box.y + box.height / 2, height, picture.height),
    width,
    height,
  };
}

/** The start of a stretch around `centre` that does not reach out of the picture. */
const place = (centre: number, length: number, end: number): number =>
  Math.min(end - length, Math.max(0, Math.round(centre - length / 2)));
