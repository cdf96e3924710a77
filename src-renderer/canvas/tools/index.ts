import { makeBrush } from './brush.ts';
import { makeClick } from './click.ts';
import { makeLasso } from './lasso.ts';
import { makePolygon } from './polygon.ts';
import { makeRectangle } from './rectangle.ts';
import { makeSmartBrush } from './smart-brush.ts';
import { makeHole, makeIsland } from './spot.ts';
import type { Tool, ToolName } from './tool.ts';
import { makeTransfer } from './transfer.ts';
import { makeWand } from './wand.ts';

/** Every tool, as it is before anybody has used it. */
export function makeTools(): Readonly<Record<ToolName, Tool>> {
  return {
    brush: makeBrush(1),
    eraser: makeBrush(0),
    lasso: makeLasso(),
    polygon: makePolygon(),
    rectangle: makeRectangle(),
    wand: makeWand(),
    smart: makeSmartBrush(),
    click: makeClick(),
    hole: makeHole(),
    island: makeIsland(),
    transfer: makeTransfer(),
  };
}
