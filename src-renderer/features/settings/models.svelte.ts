import type {
  HalfModel,
  KnownModelView,
  LibraryModel,
  ModelLibraryView,
} from '../../../src-main/services/model-library/library-types.ts';
import type { JobView } from '../../../src-main/services/types.ts';
import type { Engine } from '../../state/engine.svelte.ts';

/** A line of the list: a model that is here, or one that can be fetched, with the job that is about it. */
export interface ModelRow {
  readonly name: string;
  /** What to ask for to fetch it; null where only the command line can. */
  readonly pull: string | null;
  readonly model: LibraryModel | null;
  readonly half: HalfModel | null;
  readonly known: KnownModelView | null;
  readonly job: JobView | null;
}

/** The model library as the engine tells of it, with what its jobs say since. */
export class Models {
  readonly #engine: Engine;
  #library = $state.raw<ModelLibraryView | null>(null);

  readonly library = $derived(this.#library);
  readonly rows = $derived(this.#library === null ? [] : this.#listRows(this.#library));

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    await this.#engine.attempt(async () => {
      this.#library = await this.#engine.api.models();
    });
  }

  /** Follows the engine until the returned function is called: a job that is over has changed the list. */
  follow(): () => void {
    void this.load();
    return this.#engine.listen((event) => {
      const isOver = event.type === 'job' && event.job.kind === 'pull' && event.job.state !== 'running';
      if (isOver || event.type === 'dataset') void this.load();
    });
  }

  async pull(model: string, as?: string): Promise<boolean> {
    return this.#engine.attempt(async () =>
      this.#engine.jobs.receive(await this.#engine.api.pullModel(model, as)),
    );
  }

  async verify(name: string): Promise<void> {
    await this.#engine.attempt(async () =>
      this.#engine.jobs.receive(await this.#engine.api.verifyModel(name)),
    );
  }

  async choose(name: string): Promise<void> {
    await this.#engine.attempt(async () => {
      this.#library = await this.#engine.api.chooseModel(name);
    });
  }

  async clickWithout(): Promise<void> {
    await this.#engine.attempt(async () => {
      this.#library = await this.#engine.api.clickWithoutModel();
    });
  }

  async remove(name: string): Promise<boolean> {
    return this.#engine.attempt(async () => {
      this.#library = await this.#engine.api.removeModel(name);
    });
  }

  async cancel(job: JobView): Promise<void> {
    await this.#engine.attempt(() => this.#engine.jobs.cancel(job.id));
  }

  #listRows({ models, half, known }: ModelLibraryView): ModelRow[] {
    const here = models.map(({ name }) => name);
    const fetching = this.#engine.jobs.running
      .filter(({ kind }) => kind === 'pull')
      .map(({ id }) => id.slice('pull-'.length));
    const named = [...here, ...half.map(({ name }) => name), ...fetching, ...known.map(({ name }) => name)];
    const names = named.filter((name, index) => named.indexOf(name) === index);
    return names.map((name) => {
      const part = half.find((one) => one.name === name) ?? null;
      const listed = known.find((one) => one.name === name) ?? null;
      return {
        name,
        pull: part === null ? (listed?.name ?? null) : part.fromHub ? part.source : null,
        model: models.find((one) => one.name === name) ?? null,
        half: part,
        known: listed,
        job: this.#jobOf(name, here.includes(name)),
      };
    });
  }

  #jobOf(name: string, isHere: boolean): JobView | null {
    const id = isHere ? `verify-${name}` : `pull-${name}`;
    const job = this.#engine.jobs.all.find((one) => one.id === id) ?? null;
    return job?.state === 'cancelled' ? null : job;
  }
}
