/**
 * Checks the catalogues of the window against English with the compiler, as `svelte-check` does, so that also a build
 * alone stops at a message that is missing, left over or of another shape.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const wordsFolder = join(root, 'src-renderer/words');

/** What is wrong with the catalogues in `folder`, a line each; none where all is well. */
export function findWordFaults(folder: string = wordsFolder): string[] {
  const configFile = join(root, 'tsconfig.web.json');
  const { config } = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.svelte.ts'));
  const program = ts.createProgram(
    files.map((name) => join(folder, name)),
    options,
  );
  const faults = files.flatMap((name) => {
    const source = program.getSourceFile(join(folder, name));
    return source === undefined ? [] : program.getSemanticDiagnostics(source);
  });
  return faults.map(describe);
}

function describe({ file, start = 0, messageText }: ts.Diagnostic): string {
  const sentence = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (file === undefined) return sentence;
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${sentence}`;
}
