import { words } from '../../words.ts';
import { tagNumberOf } from './commands.ts';
import type { Command, NamedCommand } from './commands.ts';

/** A command as it is called in the window's language. */
export function nameOfCommand(command: Command): string {
  const number = tagNumberOf(command);
  return number === null ? words.commands[command as NamedCommand] : words.keys.tagNumber(number);
}

export const listOfCommands = (commands: readonly Command[]): string =>
  commands.map(nameOfCommand).join(', ');
