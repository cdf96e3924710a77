import type { Stroke } from './stroke.ts';

/** Where a key is listened to. The same key may mean two things in two places, never in one. */
export const scopes = ['review', 'sheet', 'compare', 'library'] as const;
export type Scope = (typeof scopes)[number];

export const groups = ['verdicts', 'moving', 'seeing', 'choosing'] as const;
export type Group = (typeof groups)[number];

/** Tagmask's own keys, and the habits that people bring along. */
export const presets = ['tagmask', 'lightroom', 'prodigy', 'labelme'] as const;
export type Preset = (typeof presets)[number];

interface CommandRow {
  readonly group: Group;
  readonly scopes: readonly Scope[];
  /** In the presets that are named; the others have Tagmask's. */
  readonly keys: { readonly tagmask: readonly Stroke[] } & Partial<Record<Preset, readonly Stroke[]>>;
}

const review: readonly Scope[] = ['review'];
const both: readonly Scope[] = ['review', 'sheet'];
/** Where pictures are looked at, one at a time. */
const looking: readonly Scope[] = ['review', 'compare'];
const decide = { group: 'verdicts', scopes: review } as const;
const decideAnywhere = { group: 'verdicts', scopes: both } as const;
const decideSheet = { group: 'verdicts', scopes: ['sheet'] } as const;
const moveSheet = { group: 'moving', scopes: ['sheet'] } as const;
const move = { group: 'moving', scopes: review } as const;
const see = { group: 'seeing', scopes: review } as const;
const moveLooking = { group: 'moving', scopes: looking } as const;
const look = { group: 'seeing', scopes: looking } as const;
const choose = { group: 'choosing', scopes: review } as const;

/** Every command that has a key. A row here and a name in `words.commands` are all that a new one needs to be remapped. */
const table = {
  accept: { ...decideAnywhere, keys: { tagmask: ['a'], lightroom: ['p'], labelme: ['Space'] } },
  reject: { ...decideAnywhere, keys: { tagmask: ['x'] } },
  // Prodigy's Space ignores a task: an answer of its own, neither yes nor no.
  unsure: { ...decideAnywhere, keys: { tagmask: ['u'], prodigy: ['Space'] } },
  'accept-proposed': {
    ...decide,
    keys: { tagmask: ['Shift+a'], lightroom: ['Shift+p'], labelme: ['Shift+Space'] },
  },
  'reject-remaining': { ...decide, keys: { tagmask: ['Shift+x'] } },
  undo: {
    ...decideAnywhere,
    keys: {
      tagmask: ['Backspace', 'Ctrl+z'],
      lightroom: ['Ctrl+z'],
      prodigy: ['Backspace', 'Delete', 'Ctrl+z'],
      labelme: ['Ctrl+z'],
    },
  },
  redo: { ...decideAnywhere, keys: { tagmask: ['Ctrl+Shift+z', 'Ctrl+y'] } },
  history: { ...decide, keys: { tagmask: ['l'] } },
  'accept-screen': { ...decideSheet, keys: { tagmask: ['Shift+a'], lightroom: ['Shift+p'] } },
  'reject-screen': { ...decideSheet, keys: { tagmask: ['Shift+x'] } },
  'select-screen': { ...moveSheet, keys: { tagmask: ['Ctrl+a'] } },
  'next-sheet-tag': { ...moveSheet, keys: { tagmask: ['n'] } },
  'previous-sheet-tag': { ...moveSheet, keys: { tagmask: ['Shift+n'] } },
  'edit-tag': { ...decide, keys: { tagmask: ['e'] } },
  'add-tag': { ...decide, keys: { tagmask: ['n'] } },
  'split-tag': { ...decide, keys: { tagmask: ['d'], labelme: ['Shift+d'] } },
  'join-left': { ...decide, keys: { tagmask: ['Shift+ArrowLeft'] } },
  'join-right': { ...decide, keys: { tagmask: ['Shift+ArrowRight'] } },
  'edit-caption': { ...decide, keys: { tagmask: ['c'] } },
  'next-undecided': {
    ...move,
    keys: { tagmask: ['Space'], prodigy: ['.'], labelme: ['w'] },
  },
  'previous-tag': { ...moveLooking, keys: { tagmask: ['ArrowUp'] } },
  'next-tag': { ...moveLooking, keys: { tagmask: ['ArrowDown'] } },
  'previous-picture': { ...moveLooking, keys: { tagmask: ['ArrowLeft'], labelme: ['a', 'ArrowLeft'] } },
  'next-picture': { ...moveLooking, keys: { tagmask: ['ArrowRight'], labelme: ['d', 'ArrowRight'] } },
  'leave-filter': { ...move, keys: { tagmask: ['f'] } },
  'toggle-masks': {
    ...see,
    scopes: ['review', 'sheet', 'compare'],
    keys: { tagmask: ['m'], lightroom: ['o'] },
  },
  'toggle-heat': { ...look, keys: { tagmask: ['h'] } },
  'toggle-stop-words': { ...see, keys: { tagmask: ['s'] } },
  'threshold-down': { ...see, keys: { tagmask: ['['] } },
  'threshold-up': { ...see, keys: { tagmask: [']'] } },
  'zoom-in': { ...look, keys: { tagmask: ['+', '='] } },
  'zoom-out': { ...look, keys: { tagmask: ['-'] } },
  fit: { ...look, keys: { tagmask: ['0'] } },
  'actual-size': { ...look, keys: { tagmask: ['Shift+0', 'z'] } },
  help: { group: 'seeing', scopes, keys: { tagmask: ['?'] } },
  'tag-1': { ...choose, keys: { tagmask: ['1'] } },
  'tag-2': { ...choose, keys: { tagmask: ['2'] } },
  'tag-3': { ...choose, keys: { tagmask: ['3'] } },
  'tag-4': { ...choose, keys: { tagmask: ['4'] } },
  'tag-5': { ...choose, keys: { tagmask: ['5'] } },
  'tag-6': { ...choose, keys: { tagmask: ['6'] } },
  'tag-7': { ...choose, keys: { tagmask: ['7'] } },
  'tag-8': { ...choose, keys: { tagmask: ['8'] } },
  'tag-9': { ...choose, keys: { tagmask: ['9'] } },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type Command = keyof typeof table;
/** `tag-4` chooses the fourth tag of the list. */
export type TagCommand = Extract<Command, `tag-${number}`>;
/** The commands that have a name of their own. */
export type NamedCommand = Exclude<Command, TagCommand>;

const rows: Readonly<Record<Command, CommandRow>> = table;

export const commands = Object.keys(rows) as readonly Command[];
export const commandsOf = (group: Group): readonly Command[] =>
  commands.filter((command) => rows[command].group === group);
export const scopesOf = (command: Command): readonly Scope[] => rows[command].scopes;
export const isCommand = (name: string): name is Command => Object.hasOwn(rows, name);

/** The number of a tag command, from 1; null for the others. */
export function tagNumberOf(command: Command): number | null {
  return command.startsWith('tag-') ? Number(command.slice('tag-'.length)) : null;
}

export function presetStrokes(preset: Preset, command: Command): readonly Stroke[] {
  const { keys } = rows[command];
  return keys[preset] ?? keys.tagmask;
}
