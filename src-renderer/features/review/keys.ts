import { words } from '../../words.ts';

export const commands = [
  'accept',
  'reject',
  'unsure',
  'next-undecided',
  'undo',
  'redo',
  'accept-proposed',
  'reject-remaining',
  'previous-picture',
  'next-picture',
  'previous-tag',
  'next-tag',
  'toggle-masks',
  'toggle-heat',
  'toggle-stop-words',
  'threshold-down',
  'threshold-up',
  'zoom-in',
  'zoom-out',
  'fit',
  'actual-size',
  'history',
  'help',
] as const;
export type Command = (typeof commands)[number];

/** A key that was recognised: a command, or the number of a tag from 1. */
export type KeyAction = { readonly command: Command } | { readonly tagNumber: number };

export interface KeyStroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** By `ctrl+`, `shift+` and the key in lower case; several keys may do the same. */
const KEYS: Readonly<Record<string, Command>> = {
  a: 'accept',
  x: 'reject',
  u: 'unsure',
  ' ': 'next-undecided',
  backspace: 'undo',
  'ctrl+z': 'undo',
  'ctrl+shift+z': 'redo',
  'ctrl+y': 'redo',
  'shift+a': 'accept-proposed',
  'shift+x': 'reject-remaining',
  arrowleft: 'previous-picture',
  arrowright: 'next-picture',
  arrowup: 'previous-tag',
  arrowdown: 'next-tag',
  m: 'toggle-masks',
  h: 'toggle-heat',
  s: 'toggle-stop-words',
  '[': 'threshold-down',
  ']': 'threshold-up',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '0': 'fit',
  'shift+0': 'actual-size',
  z: 'actual-size',
  l: 'history',
  '?': 'help',
};

/** What a key asks for, or null where it means nothing here. */
export function readKey(stroke: KeyStroke): KeyAction | null {
  if (stroke.altKey) return null;
  const control = stroke.ctrlKey || stroke.metaKey;
  if (!control && !stroke.shiftKey && /^[1-9]$/.test(stroke.key)) return { tagNumber: Number(stroke.key) };
  const command = KEYS[nameOf(stroke, control)];
  return command === undefined ? null : { command };
}

function nameOf(stroke: KeyStroke, control: boolean): string {
  // Shift+0 types ")" or "=" depending on the layout: the key itself is what is meant.
  if (stroke.shiftKey && stroke.code === 'Digit0') return 'shift+0';
  const key = stroke.key.toLowerCase();
  // Signs such as "?" and "+" need shift on some layouts and not on others.
  const shift = stroke.shiftKey && (/^[a-z]$/.test(key) || key.length > 1);
  return `${control ? 'ctrl+' : ''}${shift ? 'shift+' : ''}${key}`;
}

export interface KeyHelp {
  readonly keys: readonly string[];
  readonly does: string;
}

/** The help sheet, group by group. */
export const keyHelp: readonly { readonly title: string; readonly rows: readonly KeyHelp[] }[] = [
  {
    title: words.keys.verdicts,
    rows: [
      { keys: ['A'], does: words.review.accept },
      { keys: ['X'], does: words.review.reject },
      { keys: ['U'], does: words.review.unsure },
      { keys: ['Shift A'], does: words.review.acceptProposed },
      { keys: ['Shift X'], does: words.review.rejectRemaining },
      { keys: ['Backspace', 'Ctrl Z'], does: words.review.undo },
      { keys: ['Ctrl Shift Z', 'Ctrl Y'], does: words.review.redo },
      { keys: ['L'], does: words.history.title },
    ],
  },
  {
    title: words.keys.moving,
    rows: [
      { keys: ['Space'], does: words.keys.nextUndecided },
      { keys: ['1 … 9'], does: words.keys.chooseTag },
      { keys: ['↑', '↓'], does: words.keys.tags },
      { keys: ['←', '→'], does: words.keys.pictures },
    ],
  },
  {
    title: words.keys.seeing,
    rows: [
      { keys: ['M'], does: words.keys.masks },
      { keys: ['H'], does: words.keys.heat },
      { keys: ['[', ']'], does: words.keys.threshold },
      { keys: ['S'], does: words.keys.stopWords },
      { keys: ['+', '−', words.keys.wheel], does: words.keys.zoom },
      { keys: [words.keys.spaceDrag, words.keys.middleDrag], does: words.keys.pan },
      { keys: ['0'], does: words.keys.fit },
      { keys: ['Shift 0', 'Z'], does: words.keys.actualSize },
    ],
  },
];
