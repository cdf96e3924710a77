import type { EngineApi } from '../api/client.ts';
import type { JobKind, JobView } from '../../src-main/services/types.ts';

/** The long work that the engine does, newest first. */
export class Jobs {
  readonly #api: EngineApi;
  #jobs = $state.raw<readonly JobView[]>([]);

  readonly all = $derived(this.#jobs);
  readonly running = $derived(this.#jobs.filter((job) => job.state === 'running'));
  readonly newest = $derived(this.running[0] ?? this.#jobs[0] ?? null);

  constructor(api: EngineApi) {
    this.#api = api;
  }

  async load(): Promise<void> {
    const known = this.#jobs;
    const loaded = await this.#api.jobs();
    // An event that came while the list was on its way is newer than the list.
    const newer = this.#jobs.filter((job) => !known.includes(job));
    const added = newer.filter(({ id }) => loaded.every((job) => job.id !== id));
    this.#jobs = [...added, ...loaded.map((job) => newer.find(({ id }) => id === job.id) ?? job)];
  }

  receive(job: JobView): void {
    const known = this.#jobs.some((other) => other.id === job.id);
    this.#jobs = known
      ? this.#jobs.map((other) => (other.id === job.id ? job : other))
      : [job, ...this.#jobs];
  }

  /** A job with an id of its own that the engine says it has begun. Events about it may have come before that answer, and say more. */
  begin(job: JobView): void {
    if (this.#jobs.every((other) => other.id !== job.id)) this.receive(job);
  }

  async cancel(id: string): Promise<void> {
    await this.#api.cancelJob(id);
  }

  /** Does a failed job's work once more. */
  async retry(id: string): Promise<void> {
    this.receive(await this.#api.retryJob(id));
  }

  isRunning(kind: JobKind): boolean {
    return this.running.some((job) => job.kind === kind);
  }

  newestOf(kind: JobKind): JobView | null {
    return this.#jobs.find((job) => job.kind === kind) ?? null;
  }
}
