import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { addressOf, runCli, startCli } from '../../run-cli.ts';
import { filesOf } from '../services/released/labelled.ts';

let home: string;
let scenes: string;

const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  const { stdout, stderr, code } = await runCli([...args, '--json'], home);
  expect(stderr).not.toContain('tagmask:');
  expect(code, args.join(' ')).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tagmask-released-'));
  scenes = join(home, 'scenes');
  await json('scenes', scenes, '--count', '3', '--seed', '5', '--size', '96x72');
});

afterAll(() => rm(home, { recursive: true, force: true }));

describe('the released layout on the command line', () => {
  test('comes in, is undone and done again, and goes out with the same bytes', async () => {
    const imported = await json('import', scenes);
    expect(imported).toMatchObject({ pictures: 3, unmatched: [], errors: [], labels: { files: 3, step: 1 } });
    expect((await json('import', scenes))['labels']).toMatchObject({ accepted: 0, step: null });
    const undone = await json('undo', scenes, '--as', 'import');
    expect((await json('status', scenes))['tags']).toMatchObject({ accepted: 0, rejected: 0 });
    expect(await json('redo', scenes, '--as', 'import')).toMatchObject({ changed: undone['changed'] });

    const out = join(home, 'out');
    const report = await json('export', scenes, '--format', 'released', '--out', out);
    expect(report).toMatchObject({
      format: 'released',
      pictures: 3,
      reviewed: 3,
      skipped: [],
      verified: true,
    });
    const drawn = filesOf(scenes);
    drawn.delete('scenes.json');
    const written = filesOf(out);
    expect(JSON.parse(written.get('report.json')?.toString() ?? '')).toEqual(report);
    written.delete('report.json');
    expect(written).toEqual(drawn);

    const refused = await runCli(['export', scenes, '--format', 'released', '--out', out], home);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not an empty folder') as string,
    });
  });

  test('takes the names of the folders on both ways, and says which are none', async () => {
    const out = join(home, 'named');
    await json(
      'export',
      scenes,
      '--format',
      'released',
      '--out',
      out,
      '--folders',
      'images=i,tags=t,masks=m',
    );
    expect((await readdir(out)).sort()).toEqual(['i', 'm', 'report.json', 't']);
    const copy = join(home, 'copy');
    await cp(out, copy, { recursive: true });
    const imported = await json('import', copy, '--folders', 'images=i,tags=t,masks=m');
    expect(imported).toMatchObject({ pictures: 3, labels: { files: 3 } });
    for (const folders of ['images', 'pictures=i', 'images=i,images=j', 'images='])
      expect((await runCli(['import', copy, '--folders', folders], home)).code, folders).toBe(2);
    const missing = await runCli(['import', copy, '--folders', 'images=none'], home);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('no folder none') as string });
  });

  test('is fetched file by file from the engine that owns the project, all or nothing', async () => {
    const server = startCli(['serve', scenes, '--port', '0'], home);
    const ended = new Promise((resolve) => server.once('close', resolve));
    try {
      await addressOf(server);
      const out = join(home, 'attached');
      const report = await json('export', scenes, '--format', 'released', '--out', out);
      expect(report).not.toHaveProperty('folder');
      expect(filesOf(out)).toEqual(filesOf(join(home, 'out')));
      expect((await readdir(home)).filter((name) => name.endsWith('.partial'))).toEqual([]);
    } finally {
      server.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
  });
});
