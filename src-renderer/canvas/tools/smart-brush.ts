import { growToEdges } from '../../../models/masks/edit/index.ts';
import { Stroke } from './stroke.ts';
import { emptyBox, noPreview, valueOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** A brush that stops at the edges under it. */
export function makeSmartBrush(): Tool {
  const stroke = new Stroke(({ bitmap, picture, options }, points, held) => {
    if (picture === null) return emptyBox;
    return growToEdges(bitmap, picture, {
      ...{ points, radius: options.sizePx / 2, value: valueOf(options, held) },
    });
  });
  return {
    cursor: 'brush',
    needsPicture: 'at once',
    down: (sheet, at, held) => stroke.begin(sheet, at, held),
    move: (sheet, points, held) => stroke.go(sheet, points, held),
    up: (sheet) => void stroke.end(sheet),
    cancel: (sheet) => stroke.drop(sheet),
    hasDraft: () => false,
    preview: () => noPreview,
  };
}
