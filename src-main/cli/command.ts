import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** The person typed something that the command cannot mean: exit code 2 and the command's usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Invocation {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly json: boolean;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

export interface Command {
  /** As typed after `tagmask`, with its arguments: `import FOLDER [--captions FILE …]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: ParseArgsOptionsConfig;
  /** How many arguments without a dash it takes. */
  readonly arguments: readonly [min: number, max: number];
  readonly run: (invocation: Invocation) => Promise<void>;
}

/** @throws UsageError for an unknown option, or too few or too many arguments */
export function parseInvocation(command: Command, argv: readonly string[], signal: AbortSignal): Invocation {
  const options: ParseArgsOptionsConfig = { ...command.options, json: { type: 'boolean', default: false } };
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const [min, max] = command.arguments;
  const count = parsed.positionals.length;
  if (count < min) throw new UsageError('An argument is missing.');
  if (count > max) throw new UsageError(`"${parsed.positionals[max]}" is one argument too many.`);
  return {
    positionals: parsed.positionals,
    options: parsed.values,
    json: parsed.values['json'] === true,
    signal,
  };
}

/** @throws UsageError where the option is not one text */
export function textOption({ options }: Invocation, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new UsageError(`--${name} takes one value.`);
}

export function textListOption({ options }: Invocation, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** @throws UsageError where the option is no number of at least `min` */
export function numberOption(invocation: Invocation, name: string, min: number): number | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= min) return value;
  throw new UsageError(`--${name} takes a number of at least ${min}, not "${text}".`);
}

/** As `numberOption`, from 0 to 1. */
export function shareOption(invocation: Invocation, name: string): number | undefined {
  const value = numberOption(invocation, name, 0);
  if (value === undefined || value <= 1) return value;
  throw new UsageError(`--${name} takes a number from 0 to 1, not "${value}".`);
}

/** As `numberOption`, a whole one of 32 bits. */
export function wholeOption(invocation: Invocation, name: string, min: number): number | undefined {
  const value = numberOption(invocation, name, min);
  if (value === undefined || (Number.isInteger(value) && value < 2 ** 32)) return value;
  throw new UsageError(`--${name} takes a whole number below 4,294,967,296, not "${value}".`);
}

/** @throws UsageError where the option is none of `choices` */
export function choiceOption<T extends string>(
  invocation: Invocation,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new UsageError(`--${name} takes ${choices.join(', ')}, not "${text}".`);
}
