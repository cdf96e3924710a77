import { describe, expect, it } from 'vitest';

import { commands } from '../../../../src-renderer/features/keys/commands.ts';
import { Keymap, assignStroke, standardKeys } from '../../../../src-renderer/features/keys/keymap.ts';
import { keyHelp, readKey } from '../../../../src-renderer/features/review/keys.ts';
import { press as stroke } from '../keys/press.ts';

const standard = new Keymap(standardKeys);

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
    expect(readKey(input, standard)).toEqual({ command });
  });

  it('choose tags by number', () => {
    expect(readKey(stroke('4'), standard)).toEqual({ tagNumber: 4 });
  });

  it.each([
    stroke('a', { ctrlKey: true }),
    stroke('a', { altKey: true }),
    stroke('q'),
    stroke('4', { ctrlKey: true }),
  ])('leave %o to the browser', (input) => {
    expect(readKey(input, standard)).toBeNull();
  });

  it('mean what the person has set', () => {
    const own = new Keymap(assignStroke(standardKeys, { command: 'accept', stroke: 'j', replaces: 'a' }));
    expect(readKey(stroke('j'), own)).toEqual({ command: 'accept' });
    expect(readKey(stroke('a'), own)).toBeNull();
  });

  it('stand on the help sheet once each, every command of them', () => {
    const shown = keyHelp().flatMap((group) => group.rows.flatMap((row) => row.commands));
    expect([...shown].sort()).toEqual([...commands].sort());
  });
});
