import { fillPolygon } from '../../../models/masks/edit/index.ts';
import { makeOutlineTool } from './outline.ts';
import { applyBox, valueOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** What a freehand line encloses is added, or with Alt taken away. */
export function makeLasso(): Tool {
  return makeOutlineTool((sheet, outline, held) => {
    applyBox(sheet, fillPolygon(sheet.bitmap, outline, valueOf(sheet.options, held)));
  });
}
