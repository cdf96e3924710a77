import { EngineAway, EngineLocked, EngineRefusal, sentenceOf } from '../api/failure.ts';
import { followEvents } from '../api/events.ts';
import type { EngineApi } from '../api/client.ts';
import type { DatasetStatus, EngineEvent, SessionView, Verdict } from '../../src-main/services/types.ts';
import type { Announcer } from './announcer.svelte.ts';
import { Jobs } from './jobs.svelte.ts';
import { PicturePages } from './picture-pages.svelte.ts';

type Connection = 'connecting' | 'here' | 'away' | 'locked';
type EventListener = (event: EngineEvent) => void;

/** Counts are asked for at most this often while verdicts or proposals keep coming. */
const REFRESH_EVERY_MS = 1000;
const NO_DATASET = 'no-dataset';

/** What the engine says about itself and its dataset, kept current by its events. */
export class Engine {
  readonly api: EngineApi;
  readonly announcer: Announcer;
  readonly jobs: Jobs;
  readonly pages: PicturePages;
  #session = $state.raw<SessionView | null>(null);
  #status = $state.raw<DatasetStatus | null>(null);
  #connection = $state<Connection>('connecting');
  #listeners: readonly EventListener[] = [];
  #refreshTimer: ReturnType<typeof setTimeout> | null = null;

  readonly session = $derived(this.#session);
  readonly dataset = $derived(this.#session?.dataset ?? null);
  readonly status = $derived(this.#status);
  readonly away = $derived(this.#connection === 'away' || this.#connection === 'locked');
  /** It is there, but this page has to be let in again. */
  readonly locked = $derived(this.#connection === 'locked');
  readonly untrained = $derived(this.#session?.model?.trained === false);
  /** Its proposals are good for drawn scenes, the demo's for instance, and for nothing else. */
  readonly knowsScenesOnly = $derived(this.#session?.model?.knows === 'drawn scenes');

  constructor(api: EngineApi, announcer: Announcer) {
    this.api = api;
    this.announcer = announcer;
    this.jobs = new Jobs(api);
    this.pages = new PicturePages(api, (error) => this.fail(error));
  }

  /** Loads everything and follows the events; resolves once the first picture of the engine stands. */
  async start(signal: AbortSignal): Promise<void> {
    const first = this.load();
    void followEvents(
      {
        open: async (streamSignal) => {
          const response = await this.api.events(streamSignal);
          if (response.status === 401) this.#connection = 'locked';
          return response;
        },
        onEvent: (event) => this.#receive(event),
        onOpen: () => this.#reopen(),
        onAway: () => {
          if (!this.locked) this.#connection = 'away';
        },
      },
      signal,
    ).catch((error: unknown) => this.fail(error));
    await first;
  }

  /** Calls back on every event until the returned function is called. */
  listen(listener: EventListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Shows what went wrong. An engine that is away has its own banner, and comes back by itself. */
  fail(error: unknown): void {
    if (error instanceof EngineAway) {
      this.#connection = error instanceof EngineLocked ? 'locked' : 'away';
      return;
    }
    if (error instanceof EngineRefusal && error.code === NO_DATASET) return;
    this.announcer.show(sentenceOf(error), 'bad');
  }

  /** Runs what a button asks for; its failure is shown. Resolves to false if it failed. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.fail(error);
      if (error instanceof EngineAway) this.announcer.show(error.message, 'bad');
      return false;
    }
  }

  /** Counts again soon; many calls in a row make one request. */
  refreshSoon(): void {
    if (this.#refreshTimer !== null) return;
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null;
      this.pages.refresh();
      void this.#loadStatus().catch((error: unknown) => this.fail(error));
    }, REFRESH_EVERY_MS);
  }

  /** Shows counts as they will be once the engine has stored what a person has just decided. */
  expectVerdicts(count: number, verdict: Verdict): void {
    this.pages.expectVerdicts(count);
    if (this.#status === null) return;
    const { tags } = this.#status;
    const undecided = Math.max(0, tags.undecided - count);
    this.#status = { ...this.#status, tags: { ...tags, undecided, [verdict]: tags[verdict] + count } };
  }

  #receive(event: EngineEvent): void {
    if (event.type === 'job') this.jobs.receive(event.job);
    else if (event.type === 'pictures') this.refreshSoon();
    else if (event.type === 'dataset') void this.load();
    for (const listener of this.#listeners) listener(event);
  }

  /** Events are not kept for those who were away: after a break everything may have changed. */
  #reopen(): void {
    const returns = this.away;
    this.#connection = 'here';
    if (!returns) {
      // A job may have moved on between the first look at it and the first event.
      void this.jobs.load().catch((error: unknown) => this.fail(error));
      return;
    }
    void this.load();
    const reviewer = this.#session?.reviewer;
    for (const listener of this.#listeners) {
      listener({ type: 'pictures', ids: null });
      if (reviewer !== undefined) listener({ type: 'settings', reviewer });
    }
  }

  /** Asks for everything again: at the start, after a break, and when another dataset is opened. */
  async load(): Promise<void> {
    try {
      const session = await this.api.session();
      const changed = session.dataset?.folder !== this.#session?.dataset?.folder;
      this.#session = session;
      await this.jobs.load();
      if (session.dataset === null) {
        this.#status = null;
        return;
      }
      await this.#loadStatus();
      if (changed) this.pages.reset();
      else this.pages.refresh();
    } catch (error) {
      this.fail(error);
    }
  }

  async #loadStatus(): Promise<void> {
    this.#status = await this.api.status();
  }
}
