import { makeOutlineTool } from './outline.ts';
import type { Tool } from './tool.ts';

/** The tag's pixels inside a freehand line go to another tag. */
export function makeTransfer(): Tool {
  return makeOutlineTool((sheet, outline) => sheet.give(outline));
}
