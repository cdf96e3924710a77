/**
 * A key with what is held beside it, as it is kept and compared: `a`, `Shift+a`, `Ctrl+Shift+z`, `Alt+a`, `Space`, `?`.
 * Letters are small; `Ctrl` is also ⌘; a sign such as `?` stands for itself, whatever has to be held to type it.
 */
export type Stroke = string;

/** What is read of a `KeyboardEvent`. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const NAMED: readonly string[] = [
  'Space',
  'Backspace',
  'Delete',
  'Insert',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'F1',
  'F2',
  'F3',
  'F4',
  'F6',
  'F7',
  'F8',
  'F9',
  'F10',
];
const MODIFIERS: readonly string[] = [
  'Shift',
  'Control',
  'Alt',
  'AltGraph',
  'Meta',
  'CapsLock',
  'Fn',
  'NumLock',
];
/** Leaving a field, closing a dialog and pressing a button have to work however the rest is set. */
const RESERVED: readonly string[] = ['Tab', 'Escape', 'Enter'];
/** Browsers and systems act on these before a page, or as well as it. */
const TAKEN: readonly Stroke[] = [
  'Ctrl+n',
  'Ctrl+t',
  'Ctrl+w',
  'Ctrl+q',
  'Ctrl+r',
  'Ctrl+Shift+n',
  'Ctrl+Shift+t',
];

export const isModifier = (key: string): boolean => MODIFIERS.includes(key);
export const isReserved = ({ key }: Pick<KeyPress, 'key'>): boolean => RESERVED.includes(key);
export const isTaken = (stroke: Stroke): boolean =>
  TAKEN.includes(stroke) || /^(Ctrl|Shift|\+)*F(5|11|12)$/.test(stroke);

/**
 * The strokes that a press may stand for, the likeliest first: by the sign that the layout types, else by the place of
 * the key, so that a Cyrillic, Greek or Korean layout and the digit row of a French one work too. None for a press that
 * is nobody's (a modifier alone, Tab, Alt with an arrow).
 */
export function strokesOf(press: KeyPress): readonly Stroke[] {
  const { key, shiftKey, altKey } = press;
  if (isModifier(key) || isReserved(press)) return [];
  if (altKey) return strokesWithAlt(press);
  const control = press.ctrlKey || press.metaKey;
  const held = (name: string, shift = shiftKey) => `${control ? 'Ctrl+' : ''}${shift ? 'Shift+' : ''}${name}`;
  const name = key === ' ' ? 'Space' : key;
  if (NAMED.includes(name)) return [held(name)];
  if (/^[a-z]$/i.test(key)) return [held(key.toLowerCase())];
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code);
  const placed = place === null ? [] : [held((place[1] ?? place[2] ?? '').toLowerCase())];
  // Shift and a digit type another sign on each layout: the key itself is meant before the sign.
  if (isSign(key) && shiftKey && place !== null) return [...placed, held(key, false)];
  // The digit is the sign that a French layout types with Shift.
  if (/^\d$/.test(key)) return shiftKey ? [held(key), held(key, false)] : [held(key)];
  return isSign(key) ? [held(key, false), ...placed] : placed;
}

/**
 * AltGr (Ctrl and Alt to the page) and Option type signs such as "[" on many layouts: the sign is meant. With a letter or
 * a digit, Alt is a stroke of its own, by the key's place where Option types something else (å). What is left belongs to
 * browsers and systems: Alt with an arrow goes back, with Space opens the window's menu.
 */
function strokesWithAlt({ key, code, shiftKey, ctrlKey, metaKey }: KeyPress): readonly Stroke[] {
  if (isSign(key)) return [key];
  if (ctrlKey || metaKey) return [];
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  const name = /^[a-z\d]$/i.test(key) ? key : (place?.[1] ?? place?.[2]);
  return name === undefined ? [] : [`Alt+${shiftKey ? 'Shift+' : ''}${name.toLowerCase()}`];
}

/** The stroke that is kept when a person presses a key to choose it. */
export const recordedStroke = (press: KeyPress): Stroke | null => strokesOf(press)[0] ?? null;

/** Whether a text is a stroke that a press can give: what is read back from a file may be anything. */
export function isStroke(text: string): boolean {
  const match = /^(Ctrl\+|Alt\+)?(Shift\+)?(.+)$/u.exec(text);
  const name = match?.[3] ?? '';
  if (isTaken(text)) return false;
  if (match?.[1] === 'Alt+') return /^[a-z\d]$/.test(name);
  return NAMED.includes(name) || /^[a-z\d]$/.test(name) || (isSign(name) && match?.[2] === undefined);
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  '-': '−',
};
const MAC_SYMBOLS: Readonly<Record<string, string>> = {
  ...{ Ctrl: '⌘', Alt: '⌥', Shift: '⇧' },
  ...{ Backspace: '⌫', Delete: '⌦' },
};

export const isMac = (platform: string = navigator.platform): boolean => platform.startsWith('Mac');

/** The caps to draw: `Ctrl+Shift+z` is `Ctrl`, `Shift`, `Z`. */
export function capsOf(stroke: Stroke, mac = isMac()): readonly string[] {
  return partsOf(stroke).map((part) => {
    const symbol = (mac ? MAC_SYMBOLS[part] : undefined) ?? SYMBOLS[part];
    return symbol ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

/** As `aria-keyshortcuts` wants it: `Control+Shift+Z`. */
export function ariaOf(stroke: Stroke, mac = isMac()): string {
  const names: Readonly<Record<string, string>> = { Ctrl: mac ? 'Meta' : 'Control', '+': 'Plus' };
  return partsOf(stroke)
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}

function partsOf(stroke: Stroke): readonly string[] {
  const match = /^(Ctrl|Alt)?\+?(Shift)?\+?(.+)$/u.exec(stroke === '+' ? '' : stroke);
  return match === null ? [stroke] : match.slice(1).filter((part) => part !== undefined);
}

/** One visible character of ASCII that is neither a letter nor a digit. */
function isSign(key: string): boolean {
  return /^[!-/:-@[-`{-~]$/.test(key);
}
