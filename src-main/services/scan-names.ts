import { extname } from 'node:path';

const pictureExtensions = new Set(
  ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'avif', 'gif', 'tif', 'tiff'].map(
    (extension) => `.${extension}`,
  ),
);

export const isPictureName = (name: string): boolean =>
  !name.startsWith('.') && pictureExtensions.has(extname(name).toLowerCase());

/** Hidden folders (.tagmask is one) and those that hold masks: "masks", "mask_train", "panoptic_val2017". */
export const isSkippedFolder = (name: string): boolean =>
  name.startsWith('.') || /^(masks?|panoptic)(?!\p{L})/iu.test(name);
