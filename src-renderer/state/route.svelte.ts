export const screens = ['library', 'review', 'export', 'settings'] as const;
export type Screen = (typeof screens)[number];

export interface Place {
  readonly screen: Screen;
  readonly pictureId: number | null;
}

/** Reads `#/review/12`. Anything else is the library. */
export function parsePlace(hash: string): Place {
  const [, name, id] = hash.split('/');
  const screen = screens.find((known) => known === name) ?? 'library';
  const pictureId = screen === 'review' && id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
  return { screen, pictureId };
}

export function formatPlace(place: Place): string {
  return place.pictureId === null ? `#/${place.screen}` : `#/${place.screen}/${place.pictureId}`;
}

/** Where the window is: the address's hash, so that a reload comes back to the same picture. */
export class Route {
  readonly #window: Window;
  #place = $state.raw<Place>({ screen: 'library', pictureId: null });

  readonly screen = $derived(this.#place.screen);
  readonly pictureId = $derived(this.#place.pictureId);

  constructor(host: Window = window) {
    this.#window = host;
    this.#place = parsePlace(host.location.hash);
  }

  /** True if the address names a screen, so that a reload is not sent elsewhere. */
  get isExplicit(): boolean {
    return this.#window.location.hash.length > 2;
  }

  /** Follows the address until the returned function is called. */
  follow(): () => void {
    const read = () => {
      this.#place = parsePlace(this.#window.location.hash);
    };
    this.#window.addEventListener('hashchange', read);
    return () => this.#window.removeEventListener('hashchange', read);
  }

  go(screen: Screen, pictureId: number | null = null): void {
    const place = { screen, pictureId };
    const moved = this.#place.screen !== screen;
    this.#place = place;
    // Each screen is a step of the browser's history, each picture is not: Back leaves the review in one step.
    this.#window.history[moved ? 'pushState' : 'replaceState'](null, '', formatPlace(place));
  }
}
