import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import type { ExportReport, HistoryView, JobView } from '../../../src-main/services/types.ts';
import { exportsFolder } from '../../../src-main/services/workspace.ts';
import { filesOf } from '../services/released/labelled.ts';
import { ask, codeOf, makeDataset, startServer } from './fixture.ts';

async function exported() {
  const server = await startServer();
  await server.workspace.openOnly(await makeDataset());
  await server.workspace.jobs.settled();
  server.workspace.import();
  await server.workspace.jobs.settled();
  const answer = await server.post('/api/exports', { format: 'released', folders: { tags: 'tags' } });
  await server.workspace.jobs.settled();
  const { result } = server.workspace.jobs.get((JSON.parse(answer.text) as JobView).id);
  return { server, report: result as ExportReport & { name: string; folder: string } };
}

/** The files of a ZIP by its central directory, read by hand: no code of the archive's writer. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  const files = new Map<string, Buffer>();
  for (let entry = 0, at = zip.readUInt32LE(end + 16); entry < zip.readUInt16LE(end + 10); entry++) {
    const [packed, method] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 10)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + packed);
    files.set(
      zip.toString('utf8', at + 46, at + 46 + name),
      method === 0 ? content : inflateRawSync(content),
    );
    at += 46 + name + extra + comment;
  }
  return files;
}

describe('an export of many files', () => {
  test('lies in the project, and comes whole as one archive', async () => {
    const { server, report } = await exported();
    expect(report).toMatchObject({ format: 'released', pictures: 2, verified: true });
    expect(report.folder).toBe(join(exportsFolder(server.workspace.project), report.name));
    const response = await fetch(`${server.origin}/api/exports/${report.name}/archive`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${report.name}.zip"`);
    const zip = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-length')).toBe(String(zip.length));
    expect(unzip(zip)).toEqual(filesOf(report.folder));
    expect([...unzip(zip).keys()]).toContain('image/写真.png');
  });

  test('is listed, and handed out file by file', async () => {
    const { server, report } = await exported();
    const { files } = JSON.parse((await server.get(`/api/exports/${report.name}/files`)).text) as {
      files: { path: string; sizeBytes: number }[];
    };
    expect(files.map(({ path }) => path)).toEqual([...filesOf(report.folder).keys()]);
    for (const { path, sizeBytes } of files) {
      const part = await server.get(`/api/exports/${report.name}/part?path=${encodeURIComponent(path)}`);
      expect(part.headers['content-length'], path).toBe(String(sizeBytes));
    }
    const folder = await server.get(`/api/exports/${report.name}/part?path=tags`);
    expect([folder.status, codeOf(folder)]).toEqual([400, 'not-a-file']);
  });

  test('hands out nothing but exports, links included', async () => {
    const { server, report } = await exported();
    const { project } = server.workspace;
    mkdirSync(join(exportsFolder(project), 'linked'));
    symlinkSync(project.directory, join(exportsFolder(project), 'linked', 'out'));
    symlinkSync(project.directory, join(exportsFolder(project), 'link'));
    writeFileSync(join(exportsFolder(project), 'linked', 'mine'), 'mine');
    for (const path of [
      '../../project.sqlite',
      '/etc/hostname',
      'out/project.sqlite',
      '..\\..\\project.sqlite',
    ]) {
      for (const name of [report.name, 'linked']) {
        const answer = await server.get(`/api/exports/${name}/part?path=${encodeURIComponent(path)}`);
        expect(answer.status, path).toBeGreaterThanOrEqual(400);
      }
    }
    for (const place of ['link/files', 'link/archive', '..%2f/files', '%2e%2e/archive', 'gone/archive'])
      expect((await server.get(`/api/exports/${place}`)).status, place).toBeGreaterThanOrEqual(400);
    const { text } = await server.get('/api/exports/linked/files');
    expect(JSON.parse(text)).toEqual({ files: [{ path: 'mine', sizeBytes: 4 }] });
    expect((await ask(server.origin, `/api/exports/${report.name}/archive`)).status).toBe(401);
  });

  test('refuses folder names that lead elsewhere before anything is written', async () => {
    const server = await startServer();
    await server.workspace.openOnly(await makeDataset());
    for (const images of ['../out', '', '.x', 'mask_using_HQ-SAM']) {
      const answer = await server.post('/api/exports', { format: 'released', folders: { images } });
      expect([answer.status, codeOf(answer)], images).toEqual([400, 'bad-folder-name']);
    }
    expect(existsSync(exportsFolder(server.workspace.project))).toBe(false);
    expect(readFileSync(join(server.workspace.project.folder, 'a dog.txt'), 'utf8')).toContain('brown');
  });
});

describe('an import of labels', () => {
  test('is taken back by anybody from the history, and leaves what a person has decided since', async () => {
    const server = await startServer();
    const folder = await makeDataset();
    mkdirSync(join(folder, 'image'));
    mkdirSync(join(folder, 'json_refined'));
    renameSync(join(folder, 'a dog.jpg'), join(folder, 'image/a dog.jpg'));
    const words = ['a', 'dog'].map((tag, i) => ({
      tag,
      start: 2 * i,
      end: 2 * i + tag.length,
      relevant: false,
    }));
    const json = { image: 'a dog.jpg', caption: 'a dog', tags: words };
    writeFileSync(join(folder, 'json_refined/a dog.json'), JSON.stringify(json));
    await server.workspace.openOnly(folder);
    server.workspace.import();
    await server.workspace.jobs.settled();

    const history = async () =>
      (JSON.parse((await server.get('/api/history')).text) as HistoryView).steps.map(
        ({ reviewer, kind, stands, importedFrom }) => ({ reviewer, kind, stands, importedFrom }),
      );
    const importedFrom = 'json_refined/a dog.json';
    expect(await history()).toEqual([{ reviewer: 'import', kind: 'decide', stands: true, importedFrom }]);
    const tagId = server.workspace.project.db.prepare("SELECT id FROM tag WHERE text = 'dog'").pluck().get();
    await server.post('/api/decisions', { decisions: [{ tagId, verdict: 'unsure' }] });
    const undone = await server.post('/api/history/undo', { through: 1 });
    expect(JSON.parse(undone.text)).toMatchObject({ kind: 'undo', changed: 1, kept: 1, steps: 1 });
    expect((await history())[0]).toEqual({ reviewer: 'import', kind: 'undo', stands: true, importedFrom });
    // Somebody else's step stays theirs.
    const others = await server.post('/api/history/undo', { through: 2 }, { 'x-tagmask-reviewer': 'bob' });
    expect(codeOf(others)).toBe('step-not-standing');
  });

  test('takes names for the folders, and says which are none', async () => {
    const server = await startServer();
    await server.workspace.openOnly(await makeDataset());
    const bad = await server.post('/api/dataset/import', { folders: { images: 'x', other: 'y' } });
    expect([bad.status, codeOf(bad)]).toEqual([400, 'bad-request']);
    await server.post('/api/dataset/import', { folders: { images: 'none' } });
    await server.workspace.jobs.settled();
    expect(server.workspace.jobs.list()[0]).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('has no folder none') as string,
    });
  });
});

describe('an export of label maps', () => {
  test('is asked for with its classes, and comes as one archive', async () => {
    const server = await startServer();
    await server.workspace.openOnly(await makeDataset());
    await server.workspace.jobs.settled();
    server.workspace.import();
    await server.workspace.jobs.settled();
    for (const wrong of [{ classes: ['dog', 'dog'] }, { classes: 'dog' }, { instances: 'some' }]) {
      const refused = await server.post('/api/exports', { format: 'semantic', ...wrong });
      expect(refused.status, JSON.stringify(wrong)).toBe(400);
    }
    const order = { format: 'semantic', include: 'all', classes: ['zebra'] };
    const answer = await server.post('/api/exports', order);
    await server.workspace.jobs.settled();
    const { result } = server.workspace.jobs.get((JSON.parse(answer.text) as JobView).id);
    const report = result as ExportReport & { name: string };
    expect(report).toMatchObject({ format: 'semantic', verified: true, pictures: 0, unreviewed: 2 });
    const response = await fetch(`${server.origin}/api/exports/${report.name}/archive`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    const files = unzip(Buffer.from(await response.arrayBuffer()));
    expect(files.get('labels.txt')?.toString()).toBe('background\nzebra\n');
  });
});
