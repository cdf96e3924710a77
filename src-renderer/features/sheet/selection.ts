/** What is chosen in a grid of `total` cells, by their places; the focus is where the keys act. */
export interface Selection {
  readonly focus: number;
  /** Where a range begins that Shift extends. */
  readonly anchor: number;
  readonly chosen: ReadonlySet<number>;
}

export const nothingChosen: Selection = { focus: 0, anchor: 0, chosen: new Set() };

export interface GridShape {
  readonly columns: number;
  readonly total: number;
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'page-up' | 'page-down';

/** The place that a step leads to; it stays where the grid ends. `rows` are those of a screen. */
export function stepFrom(
  place: number,
  direction: Direction,
  shape: GridShape & { readonly rows: number },
): number {
  const { columns, total, rows } = shape;
  const last = Math.max(0, total - 1);
  const distances: Record<Direction, number> = {
    left: -1,
    right: 1,
    up: -columns,
    down: columns,
    home: -total,
    end: total,
    'page-up': -columns * rows,
    'page-down': columns * rows,
  };
  const goal = place + distances[direction];
  if (goal >= 0 && goal <= last) return goal;
  if (direction === 'up' || direction === 'down') return lastRowOf(goal, { place, columns, total });
  return goal < 0 ? 0 : last;
}

/** Down from the row above a short last row leads to its end; else the edge holds. */
function lastRowOf(goal: number, { place, columns, total }: GridShape & { readonly place: number }): number {
  const onLastRow = Math.floor(place / columns) === Math.floor((total - 1) / columns);
  return goal < 0 || onLastRow ? place : Math.max(0, total - 1);
}

/** The focus moves, and nothing is chosen any more. */
export const moveTo = (focus: number): Selection => ({ focus, anchor: focus, chosen: new Set() });

/** From the anchor to `focus`, and nothing else. */
export function extendTo({ anchor }: Selection, focus: number): Selection {
  return { focus, anchor, chosen: rangeOf(Math.min(anchor, focus), Math.max(anchor, focus) + 1) };
}

export function toggleAt({ chosen }: Selection, place: number): Selection {
  const next = new Set(chosen);
  if (!next.delete(place)) next.add(place);
  return { focus: place, anchor: place, chosen: next };
}

/** Only this one. */
export const chooseOnly = (place: number): Selection => ({
  focus: place,
  anchor: place,
  chosen: new Set([place]),
});

/** The places from `start` to before `end`. */
export const chooseRange = ({ focus }: Selection, start: number, end: number): Selection => ({
  focus: Math.min(Math.max(focus, start), Math.max(start, end - 1)),
  anchor: start,
  chosen: rangeOf(start, end),
});

export function chooseMany(places: readonly number[]): Selection {
  const [first = 0] = places;
  return { focus: first, anchor: first, chosen: new Set(places) };
}

export const choosesNothing = ({ focus }: Selection): Selection => moveTo(focus);

/** What a verdict is about: what is chosen, else the cell in focus. In the order of the sheet. */
export const placesOf = ({ focus, chosen }: Selection): number[] =>
  chosen.size === 0 ? [focus] : [...chosen].sort((a, b) => a - b);

const rangeOf = (start: number, end: number): Set<number> =>
  new Set(Array.from({ length: Math.max(0, end - start) }, (_, offset) => start + offset));

/** Where these tags are in a sheet, in its order. */
export function placesOfTags(
  tagIds: readonly number[],
  tags: readonly { readonly tagId: number }[],
): number[] {
  const wanted = new Set(tags.map(({ tagId }) => tagId));
  return tagIds.flatMap((tagId, place) => (wanted.has(tagId) ? [place] : []));
}
