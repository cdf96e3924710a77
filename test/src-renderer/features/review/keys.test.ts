import { describe, expect, it } from 'vitest';

import { keyHelp, readKey } from '../../../../src-renderer/features/review/keys.ts';
import type { KeyStroke } from '../../../../src-renderer/features/review/keys.ts';

const stroke = (key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('keys', () => {
  it.each([
    [stroke('a'), 'accept'],
    [stroke('A', { shiftKey: true }), 'accept-proposed'],
    [stroke('X', { shiftKey: true }), 'reject-remaining'],
    [stroke('Backspace'), 'undo'],
    [stroke('z', { ctrlKey: true }), 'undo'],
    [stroke('z', { metaKey: true }), 'undo'],
    [stroke('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
    [stroke('y', { ctrlKey: true }), 'redo'],
    [stroke('z'), 'actual-size'],
    [stroke(')', { shiftKey: true, code: 'Digit0' }), 'actual-size'],
    [stroke('=', { shiftKey: true, code: 'Digit0' }), 'actual-size'],
    [stroke('0', { code: 'Digit0' }), 'fit'],
    [stroke('?', { shiftKey: true }), 'help'],
    [stroke('+', { shiftKey: true }), 'zoom-in'],
    [stroke(' '), 'next-undecided'],
  ] as const)('%o means %s', (input, command) => {
    expect(readKey(input)).toEqual({ command });
  });

  it('choose tags by number', () => {
    expect(readKey(stroke('4'))).toEqual({ tagNumber: 4 });
  });

  it.each([
    stroke('a', { ctrlKey: true }),
    stroke('a', { altKey: true }),
    stroke('q'),
    stroke('4', { ctrlKey: true }),
  ])('leave %o to the browser', (input) => {
    expect(readKey(input)).toBeNull();
  });

  it('stand on the help sheet once each', () => {
    const keys = keyHelp.flatMap((group) => group.rows.flatMap((row) => row.keys));
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of ['A', 'X', 'U', 'Space', 'Backspace', 'M', 'H', '[', ']', 'S'])
      expect(keys).toContain(key);
  });
});
