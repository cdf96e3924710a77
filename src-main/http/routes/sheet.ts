import { Hono } from 'hono';
import { z } from 'zod';

import { getSheetCells, listSheetTags, orderSheet } from '../../services/contact-sheet.ts';
import { CropCache } from '../../services/crop-cache.ts';
import type { PreviewCache } from '../../services/preview-cache.ts';
import type { SheetCell, SheetOrder, SheetTagPage } from '../../services/sheet-types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { answerPixels, findShownFile } from '../shown-file.ts';
import { idInPath, validate, wholeNumber } from '../validate.ts';

const tags = z.object({
  query: z.string().max(1000).default(''),
  sort: z.enum(['count', 'name']).default('count'),
  offset: wholeNumber.default(0),
  limit: wholeNumber.pipe(z.number().min(1).max(1000)).default(200),
});
const sheet = z.object({
  tag: z.string().min(1).max(1000),
  state: z.enum(['undecided', 'accepted', 'rejected', 'unsure']).default('undecided'),
  sort: z.enum(['score', 'uncertainty', 'name']).default('score'),
});
/** Each answer holds a heat map a cell, so that pages stay small. */
const mostCells = 200;
const cells = z.object({
  ids: z
    .string()
    .max(16 * mostCells)
    .regex(/^\d{1,15}(,\d{1,15})*$/, 'tag ids with commas between them are needed')
    .transform((ids) => ids.split(',').map(Number))
    .pipe(z.array(z.number()).max(mostCells)),
});
const side = wholeNumber.pipe(z.number().min(1).max(65_535));
const crop = z.object({
  x: wholeNumber,
  y: wholeNumber,
  width: side,
  height: side,
  side: wholeNumber.pipe(z.number().min(16).max(2048)).default(512),
});

/** The contact sheet: one tag over all pictures. */
export function sheetRoutes(workspace: Workspace, previews: PreviewCache) {
  const crops = new CropCache(previews);
  return new Hono<AppEnv>()
    .get('/sheet/tags', validate('query', tags), (c) =>
      c.json<SheetTagPage>(listSheetTags(workspace.project, c.req.valid('query'))),
    )
    .get('/sheet', validate('query', sheet), (c) =>
      c.json<SheetOrder>(orderSheet(workspace.project, c.req.valid('query'))),
    )
    .get('/sheet/cells', validate('query', cells), (c) =>
      c.json<{ cells: SheetCell[] }>({ cells: getSheetCells(workspace.project, c.req.valid('query').ids) }),
    )
    .get('/pictures/:id/crop', validate('param', idInPath), validate('query', crop), async (c) => {
      const { side: maxSidePx, ...box } = c.req.valid('query');
      const file = await findShownFile(workspace.project, c.req.valid('param').id);
      const variant = `${box.x}-${box.y}-${box.width}-${box.height}-${maxSidePx}`;
      const { signal } = c.req.raw;
      const render = () => crops.get({ ...file, box, maxSidePx, signal });
      return answerPixels(c, file, { variant, render });
    });
}
