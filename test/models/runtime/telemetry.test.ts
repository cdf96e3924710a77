import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { temporaryFolder } from '../../temp.ts';

const moduleUrl = (name: string): string =>
  pathToFileURL(join(import.meta.dirname, '../../../models', name)).href;

/** A process of its own: the runtime decides once, at its first session. */
test('a session leaves nothing of the runtime’s telemetry behind: no log, no identifier', () => {
  const [folder, home, temporary] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const script = join(folder, 'session.mjs');
  const lines = [
    `import { buildGraph } from '${moduleUrl('graph/node.ts')}';`,
    `import { exp, input } from '${moduleUrl('graph/ops.ts')}';`,
    `import { runOnce } from '${moduleUrl('runtime/onnx.ts')}';`,
    `const graph = buildGraph({ y: exp(input('x', 'float32', ['n'])) });`,
    `const { y } = await runOnce(graph, { x: { data: Float32Array.of(0), shape: [1] } });`,
    `process.stdout.write(String(y.data[0]));`,
  ];
  writeFileSync(script, lines.join('\n'));
  const { CI: _, ORT_DISABLE_TELEMETRY: __, ...inherited } = process.env;
  const places = { HOME: home, XDG_CACHE_HOME: home, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const env = { ...inherited, ...places };
  expect(execFileSync(process.execPath, [script], { encoding: 'utf8', env })).toBe('1');
  const left = [home, temporary].flatMap((path) => readdirSync(path, { recursive: true }).map(String));
  expect(left.filter((name) => !name.startsWith('node-compile-cache'))).toEqual([]);
});
