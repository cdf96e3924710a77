import type {
  EvaluationSummary,
  EvaluationsView,
  EvaluationView,
  TagExample,
} from '../../../src-main/services/evaluation/evaluation-types.ts';
import type { EngineEvent, PresetName } from '../../../src-main/services/types.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import type { Route } from '../../state/route.svelte.ts';
import type { ModelChoice, RunChoice } from '../library/run-choice.svelte.ts';
import type { Review } from '../review/review.svelte.ts';

/** While verdicts or proposals keep coming, the list is asked for at most this often. */
const RELOAD_EVERY_MS = 1000;

export interface ResultsParts {
  readonly route: Route;
  readonly review: Review;
  /** Knows the models that there are. */
  readonly runChoice: RunChoice;
}

/** What has been measured of models, and which one or two of the results are on screen. It outlives the screen: examples lead away and back. */
export class Results {
  readonly #engine: Engine;
  readonly #parts: ResultsParts;
  #view = $state.raw<EvaluationsView | null>(null);
  /** Those that have been looked at. */
  #details = $state.raw<readonly EvaluationView[]>([]);
  #chosen = $state<string | null>(null);
  #compared = $state<string | null>(null);
  #wantedModel = $state<string | null>(null);
  /** Whose results these are. */
  #project: string | null = null;
  #reloadTimer: ReturnType<typeof setTimeout> | null = null;
  #reloadAgain = false;
  preset = $state<PresetName>('fast');

  /** Null until it has been asked for. */
  readonly view = $derived(this.#view);
  readonly list: readonly EvaluationSummary[] = $derived(this.#view?.evaluations ?? []);
  /** The newest unless another is chosen. */
  readonly chosen = $derived(this.list.find(({ id }) => id === this.#chosen) ?? this.list[0] ?? null);
  /** What it is compared with. */
  readonly compared = $derived(
    this.list.find(({ id }) => id === this.#compared && id !== this.chosen?.id) ?? null,
  );
  /** What is on screen, as far as it has been read; of two the earlier one first, so that changes read as before and after. */
  readonly shown: readonly EvaluationView[] = $derived(
    [this.chosen, this.compared].sort(earlierFirst).flatMap((summary) => {
      const detail = this.#details.find(({ id }) => id === summary?.id);
      return detail === undefined || summary === null ? [] : [{ ...detail, ...summary }];
    }),
  );
  readonly job = $derived.by(() => this.#engine.jobs.newestOf('evaluate'));

  constructor(engine: Engine, parts: ResultsParts) {
    this.#engine = engine;
    this.#parts = parts;
  }

  get models(): readonly ModelChoice[] {
    return this.#parts.runChoice.models;
  }

  /** The default unless another is chosen; null where there is none that can be used. */
  get model(): ModelChoice | null {
    const { models } = this;
    return (
      models.find(({ name }) => name === this.#wantedModel) ??
      models.find(({ isDefault }) => isDefault) ??
      null
    );
  }

  chooseModel(name: string): void {
    this.#wantedModel = name;
  }

  /** Follows the engine until the returned function is called. */
  follow(): () => void {
    void this.load();
    void this.#parts.runChoice.load();
    const stop = this.#engine.listen((event) => this.#receive(event));
    return () => {
      stop();
      if (this.#reloadTimer !== null) clearTimeout(this.#reloadTimer);
      this.#reloadTimer = null;
    };
  }

  async load(): Promise<void> {
    const { dataset } = this.#engine;
    if (dataset?.project !== this.#project) this.#forget(dataset?.project ?? null);
    if (dataset === null) return;
    await this.#engine.attempt(async () => {
      this.#view = await this.#engine.api.evaluations();
      await this.#readShown();
    });
  }

  choose(id: string): void {
    this.#chosen = id;
    void this.#engine.attempt(() => this.#readShown());
  }

  /** Null for none. */
  compare(id: string | null): void {
    this.#compared = id;
    void this.#engine.attempt(() => this.#readShown());
  }

  /** False where the engine refuses it, which the person has been told by then. */
  start(): Promise<boolean> {
    const named = this.model === null || this.model.isDefault ? {} : { model: this.model.name };
    return this.#engine.attempt(async () => {
      await this.#engine.api.evaluate({ ...named, preset: this.preset });
      // Not the answer itself: an event of the same job may have come before it, and be newer.
      await this.#engine.jobs.load();
    });
  }

  async remove(id: string): Promise<void> {
    await this.#engine.attempt(async () => {
      this.#view = await this.#engine.api.removeEvaluation(id);
      await this.#readShown();
    });
  }

  /** Proposes again as the result was made, with another τ. */
  async prelabelWith(tau: number, { model, preset, evaluation }: EvaluationView): Promise<boolean> {
    const isListed = this.models.some(({ name, isDefault }) => name === model.name && !isDefault);
    const named = isListed ? { model: model.name } : {};
    return this.#engine.attempt(() =>
      this.#engine.api.prelabel({ ...named, preset, dense: evaluation.dense, tau }),
    );
  }

  /** Shows an example in the review, with its tag in focus. */
  async openExample({ pictureId }: TagExample, tag: string): Promise<void> {
    if (pictureId === null) return;
    const { review, route } = this.#parts;
    await this.#engine.attempt(async () => {
      const { tags } = await this.#engine.api.picture(pictureId, this.#engine.pages.query);
      const found = tags.find(({ text }) => text === tag);
      route.go('review', pictureId);
      if (found === undefined) review.open(pictureId);
      else review.showTag(pictureId, found.id);
    });
  }

  #receive(event: EngineEvent): void {
    if (event.type === 'dataset') this.#reloadSoon();
    else if (event.type === 'pictures') this.#reloadSoon();
    else if (event.type === 'job' && event.job.kind === 'evaluate' && event.job.state === 'done')
      void this.#showNew(event.job.result);
  }

  /** Another dataset is open, with results of its own. */
  #forget(project: string | null): void {
    this.#project = project;
    this.#view = null;
    this.#details = [];
  }

  /** At once, and once more after a while where there was more in the meantime. */
  #reloadSoon(): void {
    if (this.#reloadTimer !== null) {
      this.#reloadAgain = true;
      return;
    }
    this.#reloadAgain = false;
    this.#reloadTimer = setTimeout(() => {
      this.#reloadTimer = null;
      if (this.#reloadAgain) this.#reloadSoon();
    }, RELOAD_EVERY_MS);
    void this.load();
  }

  async #showNew(result: unknown): Promise<void> {
    if (!isResult(result)) return;
    // Where two are compared, the chosen one is what the new one is measured against.
    if (this.compared === null) this.#chosen = result.id;
    else {
      this.#chosen = this.chosen?.id ?? null;
      this.#compared = result.id;
    }
    await this.load();
  }

  async #readShown(): Promise<void> {
    const missing = [this.chosen, this.compared].filter(
      (summary) => summary !== null && this.#details.every(({ id }) => id !== summary.id),
    );
    for (const summary of missing) {
      if (summary === null) continue;
      const detail = await this.#engine.api.evaluation(summary.id);
      this.#details = [...this.#details, detail];
    }
  }
}

function isResult(result: unknown): result is { readonly id: string } {
  return typeof result === 'object' && result !== null && 'id' in result && typeof result.id === 'string';
}

const earlierFirst = (a: EvaluationSummary | null, b: EvaluationSummary | null): number =>
  (a?.at ?? 0) - (b?.at ?? 0);
