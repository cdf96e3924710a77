/** `tagmask <command> …`: exit code 0 done, 1 failed, 2 wrong usage. */
import { TagmaskError } from '../models/errors.ts';
import { parseInvocation, UsageError, type Command } from './cli/command.ts';
import { printError } from './cli/output.ts';
import { version } from './services/version.ts';

/** Loaded one by one, so that `status` does not wait for ONNX Runtime. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  open: async () => (await import('./cli/commands/open.ts')).openCommand,
  serve: async () => (await import('./cli/commands/serve.ts')).serveCommand,
  import: async () => (await import('./cli/commands/import.ts')).importCommand,
  prelabel: async () => (await import('./cli/commands/prelabel.ts')).prelabelCommand,
  compare: async () => (await import('./cli/commands/compare.ts')).compareCommand,
  status: async () => (await import('./cli/commands/status.ts')).statusCommand,
  decide: async () => (await import('./cli/commands/decide.ts')).decideCommand,
  undo: async () => (await import('./cli/commands/decide.ts')).undoCommand,
  redo: async () => (await import('./cli/commands/decide.ts')).redoCommand,
  export: async () => (await import('./cli/commands/export.ts')).exportCommand,
  scenes: async () => (await import('./cli/commands/scenes.ts')).scenesCommand,
  score: async () => (await import('./cli/commands/score.ts')).scoreCommand,
  embed: async () => (await import('./cli/commands/embed.ts')).embedCommand,
  train: async () => (await import('./cli/commands/train.ts')).trainCommand,
  eval: async () => (await import('./cli/commands/eval.ts')).evalCommand,
  models: async () => (await import('./cli/commands/models.ts')).modelsCommand,
  doctor: async () => (await import('./cli/commands/doctor.ts')).doctorCommand,
};

async function help(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  return [
    `Tagmask ${version}: find which words of a caption are in the picture, with a mask for each, and let a person decide.`,
    '',
    ...loaded.flatMap(({ usage, summary }) => [`  tagmask ${usage}`, `      ${summary}`]),
    '',
    'Every command takes --json. Results go to stdout, progress and errors to stderr.',
    '',
  ].join('\n');
}

/** The first Ctrl-C asks the command to stop; a second one ends the process as usual. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

async function run([name, ...argv]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(await help());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    printError(`There is no command "${name}". The commands are ${Object.keys(commands).join(', ')}.`);
    return 2;
  }
  const command = await load();
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${command.summary}.\n\n  tagmask ${command.usage}\n`);
    return 0;
  }
  return runCommand(command, argv);
}

async function runCommand(command: Command, argv: readonly string[]): Promise<number> {
  try {
    await command.run(parseInvocation(command, argv, abortOnSignals()));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      printError(`${error.message}\nUsage: tagmask ${command.usage}`);
      return 2;
    }
    // What is not a sentence of ours is a defect of ours: its stack helps to mend it.
    printError(error instanceof TagmaskError ? error.message : errorText(error));
    return 1;
  }
}

const errorText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

process.exitCode = await run(process.argv.slice(2));
