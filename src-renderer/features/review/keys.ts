import { words } from '../../words.ts';
import { commands as allCommands, scopes, scopesOf, tagNumberOf } from '../keys/commands.ts';
import { nameOfCommand } from '../keys/command-names.ts';
import type { Command, NamedCommand } from '../keys/commands.ts';
import type { Keymap } from '../keys/keymap.ts';
import type { KeyPress } from '../keys/stroke.ts';

/** A key that was recognised: a command, or the number of a tag from 1. */
export type KeyAction = { readonly command: NamedCommand } | { readonly tagNumber: number };

/** What a press asks for where one picture is shown, or null where it means nothing there. */
export function readKey(
  press: KeyPress,
  keymap: Keymap,
  scope: 'review' | 'masks' = 'review',
): KeyAction | null {
  const command = keymap.commandOf(press, scope);
  if (command === null) return null;
  const tagNumber = tagNumberOf(command);
  return tagNumber === null ? { command: command as NamedCommand } : { tagNumber };
}

export interface KeyHelp {
  /** One line for commands that belong together; their keys stand side by side. */
  readonly commands: readonly Command[];
  /** What the pointer does instead. */
  readonly also?: readonly string[];
  readonly does: string;
}

export interface KeyHelpGroup {
  readonly title: string;
  readonly rows: readonly KeyHelp[];
}

/** The help sheet, group by group, in the window's language. */
export function keyHelp(): readonly KeyHelpGroup[] {
  const { keys, commands } = words;
  const row = (command: NamedCommand): KeyHelp => ({ commands: [command], does: commands[command] });
  const groups: readonly KeyHelpGroup[] = [
    {
      title: keys.verdicts,
      rows: [
        row('accept'),
        row('reject'),
        row('unsure'),
        row('accept-proposed'),
        row('reject-remaining'),
        row('undo'),
        row('redo'),
        row('history'),
      ],
    },
    {
      title: keys.words,
      rows: [
        row('edit-tag'),
        row('add-tag'),
        row('split-tag'),
        { commands: ['join-left', 'join-right'], does: keys.joinWords },
        row('edit-caption'),
        row('edit-mask'),
      ],
    },
    {
      title: keys.moving,
      rows: [
        { commands: ['next-undecided'], does: keys.nextUndecided },
        {
          commands: ['tag-1', 'tag-2', 'tag-3', 'tag-4', 'tag-5', 'tag-6', 'tag-7', 'tag-8', 'tag-9'],
          does: keys.chooseTag,
        },
        { commands: ['previous-tag', 'next-tag'], does: keys.tags },
        { commands: ['previous-picture', 'next-picture'], does: keys.pictures },
      ],
    },
    {
      title: keys.seeing,
      rows: [
        { commands: ['toggle-masks'], does: keys.masks },
        { commands: ['toggle-heat'], does: keys.heat },
        { commands: ['threshold-down', 'threshold-up'], does: keys.threshold },
        { commands: ['toggle-stop-words'], does: keys.stopWords },
        { commands: ['zoom-in', 'zoom-out'], also: [keys.wheel], does: keys.zoom },
        { commands: [], also: [keys.spaceDrag, keys.middleDrag], does: keys.pan },
        { commands: ['fit'], does: keys.fit },
        { commands: ['actual-size'], does: keys.actualSize },
        { commands: ['help'], does: keys.help },
      ],
    },
  ];
  return [...groups, ...othersOf(groups.flatMap(({ rows }) => rows.flatMap((line) => line.commands)))];
}

/** What no group above has, by the screen that listens to it: the sheet leaves nothing out that has a key. */
function othersOf(shown: readonly Command[]): readonly KeyHelpGroup[] {
  const rest = new Set(allCommands.filter((command) => !shown.includes(command)));
  return scopes
    .map((scope) => {
      const own = [...rest].filter((command) => scopesOf(command).includes(scope));
      for (const command of own) rest.delete(command);
      const rows = own.map((command) => ({ commands: [command], does: nameOfCommand(command) }));
      return { title: words.screens[scope], rows };
    })
    .filter(({ rows }) => rows.length > 0);
}
