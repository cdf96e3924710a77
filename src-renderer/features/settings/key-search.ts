import { nameOfCommand } from '../keys/command-names.ts';
import type { Command } from '../keys/commands.ts';
import type { Keymap } from '../keys/keymap.ts';
import { capsOf } from '../keys/stroke.ts';

/** Whether a command is meant by what a person searches for: a part of its name, or one of its keys. */
export function matchesSearch(command: Command, keymap: Keymap, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return true;
  if (nameOfCommand(command).toLowerCase().includes(wanted)) return true;
  return keymap.strokesOf(command).some((stroke) => {
    const caps = capsOf(stroke).join(' ').toLowerCase();
    return (
      caps === wanted || (wanted.length > 1 && (caps.includes(wanted) || stroke.toLowerCase() === wanted))
    );
  });
}
