import { TagmaskError } from '../errors.ts';

/**
 * Which layers are adapted, as PEFT reads `target_modules`: names of which each takes the module of this name and all whose name ends in it
 * behind a dot ("q_proj"), or a text that is a regular expression for whole names.
 */
export type LoraTargets = string | readonly string[];

function compileTarget(target: string): RegExp {
  try {
    return new RegExp(`^(?:${target})$`);
  } catch (cause) {
    throw new TagmaskError(
      'input',
      'bad-targets',
      `The LoRA target ${JSON.stringify(target)} is not a regular expression; give one for whole layer names.`,
      { cause },
    );
  }
}

const isNamed = (module: string, name: string): boolean => module === name || module.endsWith(`.${name}`);

/** The modules that the targets take. Throws where a target takes none, which is a name misspelt or of another network. */
export function selectModules(modules: readonly string[], targets: LoraTargets): ReadonlySet<string> {
  const tests =
    typeof targets === 'string'
      ? [{ target: targets, takes: (module: string) => compileTarget(targets).test(module) }]
      : targets.map((target) => ({ target, takes: (module: string) => isNamed(module, target) }));
  const selected = new Set<string>();
  for (const { target, takes } of tests) {
    const taken = modules.filter(takes);
    if (taken.length === 0) throw nothingMatches(target, modules);
    for (const module of taken) selected.add(module);
  }
  if (selected.size === 0) throw nothingMatches('', modules);
  return selected;
}

function nothingMatches(target: string, modules: readonly string[]): TagmaskError {
  const endings = [...new Set(modules.map((module) => module.split('.').at(-1) ?? module))];
  return new TagmaskError(
    'input',
    'no-such-layer',
    `No linear layer of the network matches the LoRA target ${JSON.stringify(target)}; it has ${endings.join(', ')}.`,
  );
}
