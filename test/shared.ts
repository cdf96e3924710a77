import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of reference outputs and real photos beside the checkout; not part of the product. */
export const sharedFolder = fileURLToPath(new URL('../../shared/', import.meta.url));

export const hasShared = existsSync(sharedFolder);
export const golden = (path: string): string => `${sharedFolder}golden/clip-mini/${path}`;
export const cocoCc = (path = ''): string => `${sharedFolder}data/coco-cc/${path}`;

/** For a describe or test title, so that a skip says its reason. */
export const sharedNote = hasShared
  ? ''
  : ' (skipped: the reference folder shared/ is not beside this checkout)';
