import type { LibraryModel } from '../../../src-main/services/model-library/library-types.ts';
import type {
  TrainingEstimate,
  TrainingNews,
  TrainingPairs,
  TrainingPreset,
  TrainingRequest,
  TrainingView,
} from '../../../src-main/services/trainings/types.ts';
import type { EngineEvent } from '../../../src-main/services/types.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import { isFiltered } from '../../state/picture-query.ts';
import type { Route } from '../../state/route.svelte.ts';

export const pairsNames: readonly TrainingPairs[] = ['all', 'reviewed', 'filter'];
export const presetNames: readonly TrainingPreset[] = ['quick', 'standard', 'thorough'];

const isAtWork = ({ state }: TrainingView): boolean => ['preparing', 'running', 'stopping'].includes(state);

/** The trainings that the engine knows, and what the next one is started with. */
export class Training {
  readonly #engine: Engine;
  readonly #route: Route;
  #all = $state.raw<readonly TrainingView[]>([]);
  #models = $state.raw<readonly LibraryModel[]>([]);
  #isLoaded = $state(false);
  #wantedName = $state<string | null>(null);
  #wantedBase = $state<string | null>(null);
  pairs = $state<TrainingPairs>('all');
  preset = $state<TrainingPreset>('standard');

  readonly isLoaded = $derived(this.#isLoaded);
  /** What is shown large: the one at work, else the last one that this engine has worked on. */
  readonly shown = $derived(this.#all.find(isAtWork) ?? this.#all.find(({ state }) => state !== 'paused') ?? null); // prettier-ignore
  readonly paused = $derived(this.#all.filter(({ state, name }) => state === 'paused' && name !== this.shown?.name)); // prettier-ignore
  readonly isAtWork = $derived(this.#all.some(isAtWork));
  /** Whole models that were trained: an adapter cannot be trained further. */
  readonly bases = $derived(this.#models.filter(({ trained, base, problem }) => trained && base === null && problem === null)); // prettier-ignore
  readonly base = $derived(
    this.bases.find(({ name }) => name === this.#wantedBase) ??
      this.bases.find(({ isDefault }) => isDefault) ??
      this.bases[0] ??
      null,
  );
  readonly name = $derived(this.#wantedName ?? this.#suggestName());
  readonly nameFault = $derived.by((): 'bad' | 'taken' | null => {
    if (!/^[a-zA-Z0-9_][\w.-]{0,99}$/.test(this.name) || /\.(partial|training)$/.test(this.name))
      return 'bad';
    return this.#isTaken(this.name) ? 'taken' : null;
  });

  constructor(engine: Engine, route: Route) {
    this.#engine = engine;
    this.#route = route;
  }

  get hasFilter(): boolean {
    return isFiltered(this.#route.query);
  }

  set wantedName(name: string) {
    this.#wantedName = name;
  }

  set wantedBase(name: string) {
    this.#wantedBase = name;
  }

  /** The newest measurement, where it is of what is chosen now. */
  get estimate(): TrainingEstimate | null {
    const job = this.#engine.jobs.newestOf('estimate');
    const result = job?.state === 'done' ? (job.result as TrainingEstimate) : null;
    return result?.preset === this.preset && this.#measuredBase === this.base?.name ? result : null;
  }

  #measuredBase = $state<string | undefined>(undefined);

  async load(): Promise<void> {
    try {
      const [all, { models }] = await Promise.all([this.#engine.api.trainings(), this.#engine.api.models()]);
      this.#all = all.map((one) => this.#newer(one));
      this.#models = models.filter(({ kind }) => kind === 'clip');
      this.#isLoaded = true;
    } catch (error) {
      this.#engine.fail(error);
    }
  }

  receive(event: EngineEvent): void {
    if (event.type === 'training') this.#hear(event.training);
    else if (!this.#isLoaded) return;
    // After a break nobody knows what was missed.
    else if (event.type === 'trainings' || event.type === 'dataset') void this.load();
    else if (event.type === 'pictures' && event.ids === null) void this.load();
  }

  async measure(): Promise<void> {
    const base = this.base?.name;
    await this.#engine.attempt(async () => {
      this.#engine.jobs.receive(await this.#engine.api.estimateTraining(this.#request()));
      this.#measuredBase = base;
    });
  }

  async start(): Promise<boolean> {
    const { name } = this;
    const isStarted = await this.#engine.attempt(async () => {
      this.#take(await this.#engine.api.startTraining({ name, ...this.#request() }));
    });
    if (isStarted) this.#wantedName = null;
    return isStarted;
  }

  pause(name: string): Promise<boolean> {
    return this.#engine.attempt(() => this.#engine.api.pauseTraining(name));
  }

  goOn(name: string): Promise<boolean> {
    return this.#engine.attempt(async () => this.#take(await this.#engine.api.goOnTraining(name)));
  }

  discard(name: string): Promise<boolean> {
    return this.#engine.attempt(async () => {
      this.#all = await this.#engine.api.discardTraining(name);
    });
  }

  prelabelWith(model: string): Promise<boolean> {
    return this.#engine.attempt(() => this.#engine.api.prelabel({ model }));
  }

  async makeDefault(name: string): Promise<boolean> {
    return this.#engine.attempt(async () => {
      this.#models = (await this.#engine.api.chooseModel(name)).models.filter(({ kind }) => kind === 'clip');
    });
  }

  isDefault(model: string): boolean {
    return this.#models.some(({ name, isDefault }) => name === model && isDefault);
  }

  #request(): Omit<TrainingRequest, 'name'> {
    const { pairs, preset, base } = this;
    const query = pairs === 'filter' ? { query: this.#route.query } : {};
    return { pairs, preset, ...query, ...(base === null ? {} : { base: base.name }) };
  }

  /** News that came while the list was on its way are newer than the list. */
  #newer(loaded: TrainingView): TrainingView {
    const known = this.#all.find(({ name }) => name === loaded.name);
    return known?.state === loaded.state && known.step > loaded.step ? known : loaded;
  }

  #take(view: TrainingView): void {
    this.#all = [view, ...this.#all.filter(({ name }) => name !== view.name)];
  }

  /** News have the points since the last ones; one that is not known yet is asked for. */
  #hear(news: TrainingNews): void {
    const known = this.#all.find(({ name }) => name === news.name);
    if (known === undefined) {
      if (this.#isLoaded) void this.load();
      return;
    }
    const last = known.points.at(-1)?.step ?? 0;
    const points = [...known.points, ...news.points.filter(({ step }) => step > last)];
    this.#all = this.#all.map((one) => (one === known ? { ...news, points } : one));
  }

  #isTaken(wanted: string): boolean {
    return [...this.#models, ...this.#all].some(({ name }) => name === wanted);
  }

  #suggestName(): string {
    const dataset = this.#engine.dataset?.name ?? '';
    const plain = dataset.toLowerCase().replaceAll(/[^\w.-]+/g, '-').replace(/^[^a-z0-9]+/, ''); // prettier-ignore
    const stem = (plain === '' ? 'my-model' : plain).slice(0, 90);
    for (let number = 1; ; number += 1) if (!this.#isTaken(`${stem}-${number}`)) return `${stem}-${number}`;
  }
}
