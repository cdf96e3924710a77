import { formatSearch, parseQuery } from './picture-query.ts';
import type { PictureQuery } from './picture-query.ts';

export const screens = [
  'library',
  'review',
  'masks',
  'sheet',
  'training',
  'compare',
  'results',
  'export',
  'settings',
] as const;
export type Screen = (typeof screens)[number];

export interface Place {
  readonly screen: Screen;
  readonly pictureId: number | null;
}

/** The screens that show one picture: the same one. */
const onPicture: readonly Screen[] = ['review', 'masks'];
export const showsPicture = (screen: Screen): boolean => onPicture.includes(screen);

/** Reads `#/review/12`. Anything else is the library. */
export function parsePlace(hash: string): Place {
  const [, name, id] = (hash.split('?')[0] ?? '').split('/');
  const screen = screens.find((known) => known === name) ?? 'library';
  const pictureId =
    showsPicture(screen) && id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
  return { screen, pictureId };
}

export function formatPlace(place: Place): string {
  return place.pictureId === null ? `#/${place.screen}` : `#/${place.screen}/${place.pictureId}`;
}

/** Reads what stands after the `?`. */
export function parseSearch(hash: string): PictureQuery {
  const start = hash.indexOf('?');
  return start < 0 ? {} : parseQuery(hash.slice(start + 1));
}

/** Reads the tag of `#/sheet/red%20ball`; null where none is named, or none that can be read. */
export function parseTag(hash: string): string | null {
  const [, screen, tag = ''] = (hash.split('?')[0] ?? '').split('/');
  try {
    return screen === 'sheet' && tag !== '' ? decodeURIComponent(tag) : null;
  } catch {
    // Somebody has changed the address by hand.
    return null;
  }
}

/** Two runs, and the picture that is looked at. */
export interface ComparedPlace {
  readonly before: number;
  readonly after: number;
  readonly pictureId: number | null;
}

/** Reads the runs of `#/compare/3-5`, and the picture of `#/compare/3-5/12`; null where none are named. */
export function parseCompared(hash: string): ComparedPlace | null {
  const [, before, after, , id] = /^#\/compare\/(\d{1,15})-(\d{1,15})(\/(\d{1,15}))?$/.exec(hash) ?? [];
  if (before === undefined || after === undefined) return null;
  return { before: Number(before), after: Number(after), pictureId: id === undefined ? null : Number(id) };
}

/** The screens that show the pictures of a filter. */
const filtered: readonly Screen[] = ['library', 'review', 'masks'];

/** Where the window is: the address's hash, so that a reload comes back to the same picture. */
export class Route {
  readonly #window: Window;
  #place = $state.raw<Place>({ screen: 'library', pictureId: null });

  #tag: string | null = null;
  #compared: ComparedPlace | null = null;
  #query = $state.raw<PictureQuery>({});
  #onQuery: (query: PictureQuery) => void = () => undefined;
  #onTag: (tag: string) => void = () => undefined;
  #onPicture: (pictureId: number) => void = () => undefined;

  readonly screen = $derived(this.#place.screen);
  readonly pictureId = $derived(this.#place.pictureId);
  /** Which pictures, in which order; it stays while the screens change. */
  readonly query = $derived(this.#query);

  constructor(host: Window = window) {
    this.#window = host;
    this.#place = parsePlace(host.location.hash);
    this.#query = parseSearch(host.location.hash);
    this.#tag = parseTag(host.location.hash);
    this.#compared = parseCompared(host.location.hash);
  }

  /** Calls back whenever the query has changed. */
  set onQuery(callback: (query: PictureQuery) => void) {
    this.#onQuery = callback;
  }

  /** Calls back whenever the address has another tag of the sheet. */
  set onTag(callback: (tag: string) => void) {
    this.#onTag = callback;
  }

  /** Calls back whenever somebody goes to an address with a picture: by hand, or through the browser's history. */
  set onPicture(callback: (pictureId: number) => void) {
    this.#onPicture = callback;
  }

  /** The tag that the sheet shows, or showed last. */
  get tag(): string | null {
    return this.#tag;
  }

  /** The runs that are compared, or were last; null for the newest two. */
  get compared(): ComparedPlace | null {
    return this.#compared;
  }

  /** True if the address names a screen, so that a reload is not sent elsewhere. */
  get isExplicit(): boolean {
    return this.#window.location.hash.length > 2;
  }

  /** Follows the address until the returned function is called. */
  follow(): () => void {
    const read = () => {
      const { hash } = this.#window.location;
      this.#place = parsePlace(hash);
      if (filtered.includes(this.screen)) this.#take(parseSearch(hash));
      this.#compared = parseCompared(hash) ?? this.#compared;
      if (this.pictureId !== null) this.#onPicture(this.pictureId);
      const tag = parseTag(hash);
      if (tag === null || tag === this.#tag) return;
      this.#tag = tag;
      this.#onTag(tag);
    };
    this.#window.addEventListener('hashchange', read);
    return () => this.#window.removeEventListener('hashchange', read);
  }

  go(screen: Screen, pictureId: number | null = null): void {
    const place = { screen, pictureId };
    const moved = this.#place.screen !== screen;
    this.#place = place;
    // Each screen is a step of the browser's history, each picture is not: Back leaves the review in one step.
    this.#window.history[moved ? 'pushState' : 'replaceState'](null, '', this.#address);
  }

  /** Other pictures, on the same screen. It is no step of the history: Back leaves the screen. */
  setQuery(query: PictureQuery): void {
    this.#take(query);
    this.#window.history.replaceState(null, '', this.#address);
  }

  /** Another tag in the sheet: no step of the history either. */
  setTag(tag: string): void {
    this.#tag = tag;
    if (this.screen === 'sheet') this.#window.history.replaceState(null, '', this.#address);
  }

  /** Other runs or another picture of the comparison: no step of the history either. */
  setCompared(place: ComparedPlace | null): void {
    this.#compared = place;
    if (this.screen === 'compare') this.#window.history.replaceState(null, '', this.#address);
  }

  get #address(): string {
    if (this.screen === 'compare' && this.#compared !== null) {
      const { before, after, pictureId } = this.#compared;
      return `#/compare/${before}-${after}${pictureId === null ? '' : `/${pictureId}`}`;
    }
    if (this.screen === 'sheet' && this.#tag !== null) return `#/sheet/${encodeURIComponent(this.#tag)}`;
    const search = filtered.includes(this.screen) ? formatSearch(this.#query) : '';
    return formatPlace(this.#place) + (search === '' ? '' : `?${search}`);
  }

  #take(query: PictureQuery): void {
    const changed = JSON.stringify(query) !== JSON.stringify(this.#query);
    this.#query = query;
    if (changed) this.#onQuery(query);
  }
}
