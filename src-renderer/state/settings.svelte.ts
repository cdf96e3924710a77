import type { EngineEvent } from '../../src-main/services/types.ts';
import type { PersonSettings, SettingsView } from '../../src-main/services/settings-types.ts';
import { sentenceOf } from '../api/failure.ts';
import type { Command, NamedCommand } from '../features/keys/commands.ts';
import { Keymap, standardKeys } from '../features/keys/keymap.ts';
import type { KeySettings } from '../features/keys/keymap.ts';
import { ariaOf, capsOf } from '../features/keys/stroke.ts';
import { words } from '../words.ts';
import { language } from '../words/language.svelte.ts';
import type { Engine } from './engine.svelte.ts';

const standard: PersonSettings = {
  language: null,
  theme: 'system',
  heatColours: 'viridis',
  keys: standardKeys,
};

/** What the person at this window has chosen. A change shows at once and is stored behind. */
export class Settings {
  readonly #engine: Engine;
  #current = $state.raw<PersonSettings>(standard);
  #reviewer = $state<string | null>(null);
  #loading: Promise<void> | null = null;
  /** Stores go out one after the other, so that the last change is the one that stays. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Changes that are not stored yet. */
  #waiting = 0;

  readonly language = $derived(this.#current.language);
  readonly theme = $derived(this.#current.theme);
  readonly heatColours = $derived(this.#current.heatColours);
  readonly keys: KeySettings = $derived(this.#current.keys);
  readonly keymap: Keymap = $derived(new Keymap(this.#current.keys));
  readonly reviewer = $derived(this.#reviewer);

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Asks the engine once; resolves also where it does not answer, and the defaults hold. */
  load(): Promise<void> {
    this.#loading ??= this.#engine.api.settings().then(
      (view) => this.#show(view),
      (error: unknown) => {
        this.#loading = null;
        this.#engine.fail(error);
      },
    );
    return this.#loading;
  }

  change(part: Partial<PersonSettings>): void {
    const next = { ...this.#current, ...part };
    this.#use(next);
    this.#waiting += 1;
    this.#turn = this.#turn.then(() => this.#store(next)).finally(() => (this.#waiting -= 1));
  }

  /** The same person has changed something in another window. */
  receive(event: EngineEvent): void {
    if (event.type !== 'settings' || event.reviewer !== this.#reviewer) return;
    this.#turn = this.#turn.then(() => this.#reload());
  }

  /** From now on this window decides as `name`, with the settings of that person; a new name takes these along. */
  async rename(name: string): Promise<boolean> {
    return this.#engine.attempt(async () => {
      await this.#turn;
      const view = await this.#engine.api.nameReviewer(name);
      if (view.stored || view.note !== null) this.#show(view);
      else this.#show(await this.#engine.api.saveSettings(this.#current));
      await this.#engine.load();
    });
  }

  /** The first key of a command as it is said in a sentence; its name where it has none. */
  labelOf(command: NamedCommand): string {
    const [stroke] = this.keymap.strokesOf(command);
    return stroke === undefined ? words.commands[command] : capsOf(stroke).join(' ');
  }

  /** `Accept (A)`: a name with the person's own keys, for a tooltip. */
  titled(name: string, command: Command): string {
    const [stroke] = this.keymap.strokesOf(command);
    return stroke === undefined ? name : `${name} (${capsOf(stroke).join(' ')})`;
  }

  /** For `aria-keyshortcuts`; undefined where the command has no key. */
  shortcutsOf(...commands: readonly Command[]): string | undefined {
    const strokes = commands.flatMap((command) => this.keymap.strokesOf(command));
    return strokes.length === 0 ? undefined : strokes.map((stroke) => ariaOf(stroke)).join(' ');
  }

  /** What has been changed here since is newer, and on its way. */
  async #reload(): Promise<void> {
    try {
      const view = await this.#engine.api.settings();
      if (this.#waiting === 0 && view.reviewer === this.#reviewer) this.#show(view);
    } catch (error) {
      this.#engine.fail(error);
    }
  }

  async #store(settings: PersonSettings): Promise<void> {
    try {
      await this.#engine.api.saveSettings(settings);
    } catch (error) {
      this.#engine.announcer.show(words.settings.notStored(sentenceOf(error)), 'bad');
    }
  }

  #show({ reviewer, settings, note }: SettingsView): void {
    this.#reviewer = reviewer;
    this.#use(settings);
    if (note !== null) this.#engine.announcer.show(note, 'bad');
  }

  #use(settings: PersonSettings): void {
    this.#current = settings;
    language.choose(settings.language);
    const { dataset } = document.documentElement;
    if (settings.theme === 'system') delete dataset['theme'];
    else dataset['theme'] = settings.theme;
  }
}
