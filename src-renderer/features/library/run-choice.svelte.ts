import type { LibraryModel } from '../../../src-main/services/model-library/library-types.ts';
import type { DenseName, PresetName, RunView } from '../../../src-main/services/types.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import { recall, remember } from '../../state/browser-memory.ts';
import type { BrowserMemory } from '../../state/browser-memory.ts';

const KEY = 'tagmask-run';
export const presetNames: readonly PresetName[] = ['fast', 'balanced', 'paper'];
export const denseNames: readonly DenseName[] = ['maskclip', 'naclip', 'sclip', 'clearclip', 'clip'];

/** A model that a run can be started with. */
export interface ModelChoice extends Pick<LibraryModel, 'name' | 'trained' | 'knows'> {
  /** Null for one outside the library, which the engine was started with. */
  readonly bytes: number | null;
  readonly calibrated: boolean | null;
  readonly isDefault: boolean;
}

/** What the next run is started with, as this browser remembers it. */
export class RunChoice {
  readonly #engine: Engine;
  readonly #store: BrowserMemory;
  #library = $state.raw<readonly LibraryModel[]>([]);
  #runs = $state.raw<readonly RunView[]>([]);
  /** Null is the default, whichever that is by then. */
  #wanted = $state<string | null>(null);
  #preset = $state<PresetName>('fast');
  #dense = $state<DenseName>('maskclip');

  /** The default first where it lies outside the library; models that cannot be used are left out. */
  readonly models = $derived(this.#listModels());
  /** Null where there is none that can be used. */
  readonly model = $derived(
    this.models.find(({ name }) => name === this.#wanted) ??
      this.models.find(({ isDefault }) => isDefault) ??
      null,
  );

  constructor(engine: Engine, store: BrowserMemory) {
    this.#engine = engine;
    this.#store = store;
    const { model, preset, dense } = recall(store, KEY);
    if (typeof model === 'string') this.#wanted = model;
    this.#preset = presetNames.find((name) => name === preset) ?? this.#preset;
    this.#dense = denseNames.find((name) => name === dense) ?? this.#dense;
  }

  get preset(): PresetName {
    return this.#preset;
  }

  set preset(preset: PresetName) {
    this.#preset = preset;
    this.#remember();
  }

  get dense(): DenseName {
    return this.#dense;
  }

  set dense(dense: DenseName) {
    this.#dense = dense;
    this.#remember();
  }

  chooseModel(name: string): void {
    this.#wanted = this.models.find((model) => model.name === name)?.isDefault === true ? null : name;
    this.#remember();
  }

  /** The library may have changed since it was looked at last, and runs have ended. */
  async load(): Promise<void> {
    await this.#engine.attempt(async () => {
      const { api } = this.#engine;
      const [{ models }, runs] = await Promise.all([api.models(), api.runs()]);
      this.#library = models.filter(({ kind }) => kind === 'clip');
      this.#runs = runs;
    });
  }

  /** Seconds that a preset took for a picture, the last time that this dataset was run with the model that is chosen; null where it was not. */
  secondsFor(preset: PresetName): number | null {
    const last = this.#runs.findLast(
      (run) =>
        run.perSecond !== null && run.model.name === this.model?.name && run.parameters.preset === preset,
    );
    return last?.perSecond == null ? null : 1 / last.perSecond;
  }

  /** Starts the run; false where the engine refuses it, which the person has been told by then. */
  start(): Promise<boolean> {
    const named = this.model === null || this.model.isDefault ? {} : { model: this.model.name };
    const request = { ...named, preset: this.#preset, dense: this.#dense };
    return this.#engine.attempt(() => this.#engine.api.prelabel(request));
  }

  #listModels(): ModelChoice[] {
    const standard = this.#engine.session?.model ?? null;
    const usable = this.#library.filter(({ problem }) => problem === null);
    const listed = usable.map((model) => ({ ...model, isDefault: model.name === standard?.name }));
    if (standard === null || listed.some(({ isDefault }) => isDefault)) return listed;
    const { name, trained, knows } = standard;
    return [{ name, trained, knows, bytes: null, calibrated: null, isDefault: true }, ...listed];
  }

  #remember(): void {
    const { preset, dense } = this;
    remember(this.#store, KEY, { model: this.#wanted, preset, dense });
  }
}
