import { describe, expect, it } from 'vitest';

import { commands, presets, presetStrokes } from '../../../../src-renderer/features/keys/commands.ts';
import {
  Keymap,
  assignStroke,
  choosePreset,
  clearStroke,
  resetAll,
  resetCommand,
  standardKeys,
  swapStroke,
} from '../../../../src-renderer/features/keys/keymap.ts';
import type { KeySettings } from '../../../../src-renderer/features/keys/keymap.ts';
import { isStroke } from '../../../../src-renderer/features/keys/stroke.ts';
import { press } from './press.ts';

const meaning = (settings: KeySettings, key: string) => new Keymap(settings).commandOf(press(key), 'review');

describe.each(presets)('the preset %s', (preset) => {
  const keymap = new Keymap({ preset, overrides: {} });

  it('has no key that means two things in one place', () => {
    expect(keymap.conflicts).toEqual([]);
  });

  it('has a key for every command, each one that can be pressed', () => {
    for (const command of commands) {
      expect(keymap.strokesOf(command), command).not.toHaveLength(0);
      for (const stroke of keymap.strokesOf(command)) expect(isStroke(stroke), stroke).toBe(true);
    }
  });
});

describe('the presets', () => {
  it.each([
    ['lightroom', 'p', 'accept'],
    ['lightroom', 'x', 'reject'],
    ['lightroom', 'u', 'unsure'],
    ['lightroom', 'ArrowRight', 'next-picture'],
    ['prodigy', 'a', 'accept'],
    ['prodigy', 'x', 'reject'],
    ['prodigy', ' ', 'unsure'],
    ['prodigy', 'Backspace', 'undo'],
    ['labelme', 'd', 'next-picture'],
    ['labelme', 'a', 'previous-picture'],
  ] as const)('%s: %s is %s', (preset, key, command) => {
    expect(meaning({ preset, overrides: {} }, key)).toBe(command);
  });

  it('start anew when another is chosen', () => {
    const own = assignStroke(standardKeys, { command: 'accept', stroke: 'j', replaces: 'a' });
    expect(choosePreset(own, 'lightroom')).toEqual({ preset: 'lightroom', overrides: {} });
  });
});

describe('a key of one’s own', () => {
  const own = assignStroke(standardKeys, { command: 'accept', stroke: 'j', replaces: 'a' });

  it('takes the place of the one that it was chosen for', () => {
    expect(meaning(own, 'j')).toBe('accept');
    expect(meaning(own, 'a')).toBeNull();
    expect(meaning(standardKeys, 'a')).toBe('accept');
  });

  it('stands beside the others where it replaces none', () => {
    const more = assignStroke(standardKeys, { command: 'undo', stroke: 'Delete', replaces: null });
    expect(new Keymap(more).strokesOf('undo')).toEqual(['Backspace', 'Ctrl+z', 'Delete']);
  });

  it('is gone after a reset of its command, or of all', () => {
    expect(resetCommand(own, 'accept')).toEqual(standardKeys);
    expect(resetAll(assignStroke(own, { command: 'undo', stroke: 'q', replaces: null }))).toEqual(
      standardKeys,
    );
  });

  it('is not kept as a change when it is what the preset has', () => {
    expect(assignStroke(own, { command: 'accept', stroke: 'a', replaces: 'j' })).toEqual(standardKeys);
  });
});

describe('a key that another command has', () => {
  const taken = assignStroke(standardKeys, { command: 'accept', stroke: 'x', replaces: 'a' });

  it('is a conflict of both, by name', () => {
    expect(new Keymap(taken).conflicts).toEqual([{ stroke: 'x', commands: ['accept', 'reject'] }]);
    expect(new Keymap(standardKeys).othersWith('x', 'accept')).toEqual(['reject']);
  });

  it('can be swapped, so that neither is left without', () => {
    const swapped = swapStroke(standardKeys, { command: 'accept', stroke: 'x', replaces: 'a' });
    expect([meaning(swapped, 'x'), meaning(swapped, 'a')]).toEqual(['accept', 'reject']);
    expect(new Keymap(swapped).conflicts).toEqual([]);
  });

  it('can be taken from the other', () => {
    const cleared = clearStroke(taken, 'x', ['reject']);
    expect(new Keymap(cleared).strokesOf('reject')).toEqual([]);
    expect(new Keymap(cleared).conflicts).toEqual([]);
    expect(resetCommand(cleared, 'reject').overrides).toEqual({ accept: ['x'] });
  });
});

describe('settings from elsewhere', () => {
  const strange: KeySettings = {
    preset: 'tagmask',
    overrides: { accept: ['Tab', 'Escape', 'Ctrl+w', 'nonsense', '', 'j'], 'not-yet-invented': ['q'] },
  };

  it('give no command a key that has to stay free', () => {
    expect(new Keymap(strange).strokesOf('accept')).toEqual(['j']);
  });

  it('keep what a newer version has set, also through a reset', () => {
    expect(resetAll(strange).overrides).toEqual({ 'not-yet-invented': ['q'] });
  });

  it('cannot be changed under the table of presets', () => {
    expect(presetStrokes('labelme', 'reject')).toEqual(['x']);
  });
});
