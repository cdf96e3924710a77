import { describe, expect, it } from 'vitest';

import {
  ariaOf,
  capsOf,
  isStroke,
  recordedStroke,
  strokesOf,
} from '../../../../src-renderer/features/keys/stroke.ts';
import { press } from './press.ts';

describe('a press', () => {
  it.each([
    ['a letter', press('a', { code: 'KeyA' }), ['a']],
    ['a letter with Caps Lock', press('A', { code: 'KeyA' }), ['a']],
    ['Shift and a letter', press('A', { shiftKey: true }), ['Shift+a']],
    ['Control', press('z', { ctrlKey: true }), ['Ctrl+z']],
    ['Command', press('z', { metaKey: true, shiftKey: true }), ['Ctrl+Shift+z']],
    ['Space', press(' ', { code: 'Space' }), ['Space']],
    ['Shift and Space', press(' ', { shiftKey: true }), ['Shift+Space']],
    ['an arrow', press('ArrowUp'), ['ArrowUp']],
    ['a sign, however it is typed', press('?', { shiftKey: true, code: 'Slash' }), ['?']],
    ['the French letter where the English A is', press('q', { code: 'KeyA' }), ['q']],
    ['a Cyrillic letter, by its place', press('ф', { code: 'KeyA' }), ['a']],
    ['a Korean letter with Shift, by its place', press('ㅃ', { code: 'KeyQ', shiftKey: true }), ['Shift+q']],
    ['a key while an input method composes', press('Process', { code: 'KeyX' }), ['x']],
    ['the French digit row', press('&', { code: 'Digit1' }), ['&', '1']],
    ['the French digit row with Shift', press('1', { code: 'Digit1', shiftKey: true }), ['Shift+1', '1']],
    ['Shift and a digit', press(')', { code: 'Digit0', shiftKey: true }), ['Shift+0', ')']],
    ['AltGr and 8 for a bracket', press('[', { code: 'Digit8', ctrlKey: true, altKey: true }), ['[']],
    ['Option and 5 for a bracket', press('[', { code: 'Digit5', altKey: true }), ['[']],
    ['Alt and a letter', press('a', { code: 'KeyA', altKey: true }), ['Alt+a']],
    ['Alt, Shift and a digit', press('1', { altKey: true, shiftKey: true }), ['Alt+Shift+1']],
    ['Option and A, which types a letter of its own', press('å', { code: 'KeyA', altKey: true }), ['Alt+a']],
  ] as const)('%s', (_name, pressed, strokes) => {
    expect(strokesOf(pressed)).toEqual(strokes);
  });

  it.each([
    press('Tab'),
    press('Escape'),
    press('Enter'),
    press('Shift', { shiftKey: true }),
    press('€', { code: 'KeyE', ctrlKey: true, altKey: true }),
    press('ArrowLeft', { altKey: true }),
    press(' ', { code: 'Space', altKey: true }),
    press('Dead', { code: 'BracketLeft' }),
  ])('%o is nobody’s', (pressed) => {
    expect(recordedStroke(pressed)).toBeNull();
  });
});

describe('a stroke from a file', () => {
  it.each(['a', 'Shift+a', 'Ctrl+Shift+z', 'Alt+a', 'Alt+Shift+1', '+', 'Ctrl++', 'Space', 'F2', '?'])(
    '%s can be pressed',
    (text) => {
      expect(isStroke(text)).toBe(true);
    },
  );

  it.each([
    '',
    'A',
    'Tab',
    'Escape',
    'Enter',
    'Shift+?',
    'Ctrl+w',
    'F5',
    'Shift+',
    'ab',
    'あ',
    'Shift+Ctrl+a',
    'Ctrl+Alt+a',
    'Alt+ArrowLeft',
    'Alt+?',
  ])('%s is not taken', (text) => {
    expect(isStroke(text)).toBe(false);
  });
});

describe('the caps', () => {
  it.each([
    ['Ctrl+Shift+z', ['Ctrl', 'Shift', 'Z'], ['⌘', '⇧', 'Z']],
    ['Alt+Shift+a', ['Alt', 'Shift', 'A'], ['⌥', '⇧', 'A']],
    ['Backspace', ['Backspace'], ['⌫']],
    ['+', ['+'], ['+']],
    ['Ctrl++', ['Ctrl', '+'], ['⌘', '+']],
    ['ArrowLeft', ['←'], ['←']],
  ] as const)('of %s are drawn as the keyboard has them', (stroke, caps, macCaps) => {
    expect(capsOf(stroke, false)).toEqual(caps);
    expect(capsOf(stroke, true)).toEqual(macCaps);
  });

  it('are told to screen readers by their names', () => {
    expect(ariaOf('Ctrl+Shift+z', false)).toBe('Control+Shift+Z');
    expect(ariaOf('Ctrl+z', true)).toBe('Meta+Z');
    expect(ariaOf('Alt+1', true)).toBe('Alt+1');
    expect(ariaOf('+', false)).toBe('Plus');
  });
});
