import type { Command } from '../keys/commands.ts';
import type { GridView } from './grid-view.svelte.ts';
import { chooseRange, choosesNothing, extendTo, moveTo, stepFrom } from './selection.ts';
import type { Direction } from './selection.ts';
import type { Sheet } from './sheet.svelte.ts';
import type { Verdict } from '../../../src-main/services/types.ts';

export interface SheetParts {
  readonly sheet: Sheet;
  readonly view: GridView;
}

const RUN: Partial<Readonly<Record<Command, (parts: SheetParts) => void>>> = {
  accept: (parts) => decide(parts, 'accepted'),
  reject: (parts) => decide(parts, 'rejected'),
  unsure: (parts) => decide(parts, 'unsure'),
  'accept-screen': (parts) => decideScreen(parts, 'accepted'),
  'reject-screen': (parts) => decideScreen(parts, 'rejected'),
  undo: ({ sheet, view }) => void sheet.step('undo').then(() => view.reveal(sheet.selection.focus)),
  redo: ({ sheet, view }) => void sheet.step('redo').then(() => view.reveal(sheet.selection.focus)),
  'select-screen': ({ sheet, view }) => {
    const { start, end } = view.screenful(sheet.total ?? 0);
    sheet.select((selection) => chooseRange(selection, start, end));
  },
  'next-sheet-tag': ({ sheet }) => void sheet.chooseNeighbour(1),
  'previous-sheet-tag': ({ sheet }) => void sheet.chooseNeighbour(-1),
  'toggle-masks': ({ view }) => view.toggleMasks(),
};

/** Does what a key asks for. False where it asks for nothing here. */
export function runSheetCommand(command: Command, parts: SheetParts): boolean {
  const run = RUN[command];
  run?.(parts);
  return run !== undefined;
}

function decide({ sheet, view }: SheetParts, verdict: Verdict): void {
  sheet.decide(verdict);
  view.reveal(sheet.selection.focus);
}

/** The undecided cells of the rows that are seen whole; then the next rows come up. */
function decideScreen({ sheet, view }: SheetParts, verdict: Verdict): void {
  const { start, end } = view.screenful(sheet.total ?? 0);
  const places = Array.from({ length: end - start }, (_, offset) => start + offset);
  sheet.decideAt(
    places.filter((place) => sheet.stateAt(place) === 'undecided'),
    verdict,
  );
  if (sheet.selection.focus >= end) view.reveal(sheet.selection.focus, { toTop: true });
}

const STEPS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

/** The keys of every grid of pictures: they move the focus, and with Shift what is chosen. False for other keys. */
export function moveByKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  { sheet, view }: SheetParts,
): boolean {
  if (event.key === 'Escape') {
    sheet.select(choosesNothing);
    return true;
  }
  const direction = STEPS[event.key];
  if (direction === undefined || event.altKey || event.ctrlKey || event.metaKey) return false;
  const shape = { columns: view.columns, total: sheet.total ?? 0, rows: view.rows };
  const place = stepFrom(sheet.selection.focus, direction, shape);
  sheet.select((selection) => (event.shiftKey ? extendTo(selection, place) : moveTo(place)));
  view.reveal(place);
  return true;
}
