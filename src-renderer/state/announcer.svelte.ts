export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
}

const SHOWN_MS = 6000;
const MOST_SHOWN = 3;

/** What is said to a person: aloud, politely, for a screen reader, and for things that matter also in a corner. */
export class Announcer {
  #spoken = $state('');
  #notices = $state.raw<readonly Notice[]>([]);
  #count = 0;

  readonly spoken = $derived(this.#spoken);
  readonly notices = $derived(this.#notices);

  /** Speaks without showing: for what the screen already shows. */
  say(text: string): void {
    // The same words twice are two events: a no-break space makes them a change that is spoken.
    this.#spoken = this.#spoken === text ? `${text}\u00a0` : text;
  }

  show(text: string, tone: Notice['tone'] = 'plain'): void {
    this.#count += 1;
    const notice = { id: this.#count, text, tone };
    const others = this.#notices.filter((other) => other.text !== text);
    this.#notices = [...others, notice].slice(-MOST_SHOWN);
    this.say(text);
    // A refusal stays until it has been read.
    if (tone === 'plain') setTimeout(() => this.dismiss(notice.id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
  }
}
