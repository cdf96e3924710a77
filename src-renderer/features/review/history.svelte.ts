import type { EngineApi } from '../../api/client.ts';
import type { HistoryStep } from '../../../src-main/services/types.ts';

const PAGE = 50;
/** The engine's own limit for one request. */
const LARGEST_PAGE = 200;

/** What people did, newest first, as far back as the person has looked. */
export class History {
  readonly #api: EngineApi;
  readonly #onFailure: (error: unknown) => void;
  #steps = $state.raw<readonly HistoryStep[]>([]);
  #next = $state<number | null>(null);
  #reviewer = $state<string | null>(null);
  #reviewers = $state.raw<readonly string[]>([]);
  #loaded = $state(false);
  /** Counts what was asked for, so that an answer that was overtaken is dropped. */
  #asked = 0;

  readonly steps = $derived(this.#steps);
  readonly hasMore = $derived(this.#next !== null);
  readonly reviewer = $derived(this.#reviewer);
  readonly reviewers = $derived(this.#reviewers);
  readonly loaded = $derived(this.#loaded);

  constructor(api: EngineApi, onFailure: (error: unknown) => void) {
    this.#api = api;
    this.#onFailure = onFailure;
  }

  /** Looks again, as far back as before. */
  refresh(): void {
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, this.#steps.length));
    void this.#load({ before: null, limit });
  }

  more(): void {
    if (this.#next !== null) void this.#load({ before: this.#next, limit: PAGE });
  }

  /** Null shows everybody's. */
  choose(reviewer: string | null): void {
    this.#reviewer = reviewer;
    this.#steps = [];
    this.refresh();
  }

  /** The person's steps that undoing back to `step` takes back: it and all theirs after it that stand. */
  countBack(step: HistoryStep): number {
    return this.#steps.filter(
      ({ id, kind, stands, reviewer }) =>
        id >= step.id && kind === 'decide' && stands && reviewer === step.reviewer,
    ).length;
  }

  async #load({ before, limit }: { before: number | null; limit: number }): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const [page, reviewers] = await Promise.all([
        this.#api.history({ reviewer: this.#reviewer, before, limit }),
        this.#api.reviewers(),
      ]);
      if (asked !== this.#asked) return;
      this.#steps = before === null ? page.steps : [...this.#steps, ...page.steps];
      this.#next = page.next;
      this.#reviewers = reviewers.map(({ name }) => name);
      this.#loaded = true;
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
