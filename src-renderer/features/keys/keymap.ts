import { commands, isCommand, presetStrokes, scopesOf } from './commands.ts';
import type { Command, Preset, Scope } from './commands.ts';
import { isStroke, strokesOf } from './stroke.ts';
import type { KeyPress, Stroke } from './stroke.ts';

/** A person's keys as they are stored: a preset, and what they have changed of it. */
export interface KeySettings {
  readonly preset: Preset;
  /** All strokes of each changed command, an empty list where they want none. Names that are not known are kept. */
  readonly overrides: Readonly<Record<string, readonly Stroke[]>>;
}

export interface Conflict {
  readonly stroke: Stroke;
  /** Two or more that listen in the same place. */
  readonly commands: readonly Command[];
}

/** What a person's keys mean. Never changed: the functions below make new settings. */
export class Keymap {
  readonly #strokes: ReadonlyMap<Command, readonly Stroke[]>;
  readonly #commands: Readonly<Record<Scope, ReadonlyMap<Stroke, Command>>>;

  constructor({ preset, overrides }: KeySettings) {
    this.#strokes = new Map(
      commands.map((command) => {
        const own = overrides[command]?.filter(isStroke);
        return [command, own ?? presetStrokes(preset, command)];
      }),
    );
    const mapOf = (scope: Scope) => new Map(this.#entries(scope).reverse());
    this.#commands = {
      review: mapOf('review'),
      sheet: mapOf('sheet'),
      compare: mapOf('compare'),
      library: mapOf('library'),
    };
  }

  strokesOf(command: Command): readonly Stroke[] {
    return this.#strokes.get(command) ?? [];
  }

  /** What a press asks for in one place of the window, or null. Of two with the same key the first of the table has it. */
  commandOf(press: KeyPress, scope: Scope): Command | null {
    for (const stroke of strokesOf(press)) {
      const command = this.#commands[scope].get(stroke);
      if (command !== undefined) return command;
    }
    return null;
  }

  /** Who else has a stroke where `command` listens. */
  othersWith(stroke: Stroke, command: Command): readonly Command[] {
    const places = scopesOf(command);
    return commands.filter(
      (other) =>
        other !== command &&
        this.strokesOf(other).includes(stroke) &&
        scopesOf(other).some((scope) => places.includes(scope)),
    );
  }

  /** Every stroke that means two things in one place. */
  get conflicts(): readonly Conflict[] {
    const found = new Map<Stroke, Set<Command>>();
    for (const command of commands) {
      for (const stroke of this.strokesOf(command)) {
        const others = this.othersWith(stroke, command);
        if (others.length === 0) continue;
        const all = found.get(stroke) ?? new Set<Command>();
        for (const one of [command, ...others]) all.add(one);
        found.set(stroke, all);
      }
    }
    return [...found].map(([stroke, all]) => ({ stroke, commands: [...all] }));
  }

  #entries(scope: Scope): [Stroke, Command][] {
    return commands
      .filter((command) => scopesOf(command).includes(scope))
      .flatMap((command) => this.strokesOf(command).map((stroke): [Stroke, Command] => [stroke, command]));
  }
}

/** Gives a command exactly these strokes. What is as the preset has it is not kept as a change. */
export function setStrokes(settings: KeySettings, command: Command, strokes: readonly Stroke[]): KeySettings {
  const { [command]: _, ...others } = settings.overrides;
  const wanted = [...new Set(strokes)];
  const standard = presetStrokes(settings.preset, command);
  const same = wanted.length === standard.length && wanted.every((stroke, at) => stroke === standard[at]);
  return { ...settings, overrides: same ? others : { ...others, [command]: wanted } };
}

/** Takes a stroke away from each of `from`. */
export function clearStroke(settings: KeySettings, stroke: Stroke, from: readonly Command[]): KeySettings {
  return from.reduce((changed, command) => {
    const kept = new Keymap(changed).strokesOf(command).filter((one) => one !== stroke);
    return setStrokes(changed, command, kept);
  }, settings);
}

export interface KeyChange {
  readonly command: Command;
  readonly stroke: Stroke;
  /** The stroke of the command that it takes the place of; null adds it to them. */
  readonly replaces: Stroke | null;
}

/** Gives a command a stroke; nobody else loses it. */
export function assignStroke(settings: KeySettings, { command, stroke, replaces }: KeyChange): KeySettings {
  const now = new Keymap(settings).strokesOf(command);
  const next =
    replaces !== null && now.includes(replaces)
      ? now.map((one) => (one === replaces ? stroke : one))
      : [...now, stroke];
  return setStrokes(settings, command, next);
}

/**
 * Gives a command a stroke that another has. The other gets the one that this gives up for it, so that nothing is left
 * without a key; where it gives none up, the other only loses its own.
 */
export function swapStroke(settings: KeySettings, change: KeyChange): KeySettings {
  const { command, stroke, replaces } = change;
  const others = new Keymap(settings).othersWith(stroke, command);
  const cleared = clearStroke(settings, stroke, others);
  const assigned = assignStroke(cleared, change);
  const [first] = others;
  if (first === undefined || replaces === null) return assigned;
  if (new Keymap(assigned).othersWith(replaces, first).length > 0) return assigned;
  return assignStroke(assigned, { command: first, stroke: replaces, replaces: null });
}

export function resetCommand(settings: KeySettings, command: Command): KeySettings {
  return setStrokes(settings, command, presetStrokes(settings.preset, command));
}

/** Back to the preset. Changes to commands that this version does not know are kept. */
export function resetAll(settings: KeySettings): KeySettings {
  const unknown = Object.entries(settings.overrides).filter(([name]) => !isCommand(name));
  return { ...settings, overrides: Object.fromEntries(unknown) };
}

/** Another preset with no changes of one's own: those were made against the keys of the one before. */
export const choosePreset = (settings: KeySettings, preset: Preset): KeySettings =>
  resetAll({ ...settings, preset });

export const standardKeys: KeySettings = { preset: 'tagmask', overrides: {} };
