import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { Project, ProjectInUseError, readOwner } from '../../../src-main/services/project.ts';
import { temporaryFolder } from '../../temp.ts';

const address = { address: 'http://127.0.0.1:1234', token: 'a-token' };
const projectModule = fileURLToPath(new URL('../../../src-main/services/project.ts', import.meta.url));

function open(folder: string): Project {
  const project = Project.open(folder);
  opened.push(project);
  return project;
}
const opened: Project[] = [];

function conflictOf(folder: string): unknown {
  try {
    open(folder);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A folder in which even root cannot make another, or null where this system has none. */
function readOnlyFolder(): string | null {
  if (process.getuid?.() !== 0) {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    return process.platform === 'win32' ? null : folder;
  }
  return existsSync('/sys/kernel') ? '/sys/kernel' : null;
}

beforeEach(() => {
  vi.stubEnv('TAGMASK_DATA_DIR', temporaryFolder());
});

afterEach(() => {
  for (const project of opened.splice(0)) project.close();
  vi.unstubAllEnvs();
});

describe('opening a project', () => {
  test('makes a folder that only its owner can enter, and an id that stays', () => {
    const folder = temporaryFolder();
    const project = open(folder);
    expect(project).toMatchObject({ folder, directory: join(folder, '.tagmask'), note: null });
    expect(statSync(project.directory).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o700);
    const { id } = project;
    project.close();
    expect(open(folder).id).toBe(id);
  });

  test('goes by the real path, so a link to the folder is the same project', () => {
    const folder = temporaryFolder();
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link);
    expect(open(link).folder).toBe(folder);
    expect(conflictOf(folder)).toBeInstanceOf(ProjectInUseError);
  });

  test('can be told where the project lies', () => {
    const [folder, projectFolder] = [temporaryFolder(), join(temporaryFolder(), 'a', 'b')];
    const project = Project.open(folder, { projectFolder });
    project.announce(address);
    expect(project.directory).toBe(projectFolder);
    expect(existsSync(join(folder, '.tagmask'))).toBe(false);
    expect(readOwner(folder, { projectFolder })).toMatchObject(address);
    project.close();
  });

  test('names the folder that is not there, and the file that is no folder', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(conflictOf(join(folder, 'none'))).toMatchObject({ code: 'folder-missing' });
    expect(conflictOf(join(folder, 'file'))).toMatchObject({ code: 'not-a-folder' });
  });

  test('refuses a .tagmask that is a link, which could make it write anywhere', () => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(folder, '.tagmask'));
    expect(conflictOf(folder)).toMatchObject({ kind: 'refused', code: 'project-link' });
    expect(existsSync(join(elsewhere, 'lock.sqlite'))).toBe(false);
  });

  test('refuses a .tagmask that is a file, and keeps it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.tagmask'), 'mine');
    expect(conflictOf(folder)).toMatchObject({ code: 'project-not-a-folder' });
    expect(readFileSync(join(folder, '.tagmask'), 'utf8')).toBe('mine');
  });

  test.skipIf(readOnlyFolderIsMissing())(
    'names the real folder beside, also where a link leads there',
    () => {
      const real = temporaryFolder();
      const link = join(temporaryFolder(), 'link');
      symlinkSync(real, link);
      vi.stubEnv('TAGMASK_DATA_DIR', link);
      expect(open(readOnlyFolder() ?? '').directory.startsWith(join(real, 'projects'))).toBe(true);
    },
  );

  test.skipIf(readOnlyFolderIsMissing())('puts the project of a read-only folder beside, and says so', () => {
    const folder = readOnlyFolder() ?? '';
    const project = open(folder);
    expect(project.directory.startsWith(join(process.env['TAGMASK_DATA_DIR'] ?? '', 'projects'))).toBe(true);
    expect(project.note).toBe(`${folder} cannot be written, so the project lies in ${project.directory}.`);
    const { id } = project;
    project.announce(address);
    expect(readOwner(folder)).toMatchObject(address);
    project.close();
    expect(open(folder).id).toBe(id);
  });

  test('gives the lock back when the database cannot be opened', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.tagmask'));
    writeFileSync(
      join(folder, '.tagmask', 'project.sqlite'),
      'no database at all, and longer than a header '.repeat(40),
    );
    expect(conflictOf(folder)).toMatchObject({ code: 'database-damaged' });
    expect(conflictOf(folder)).toMatchObject({ code: 'database-damaged' });
  });
});

describe('a project has one owner', () => {
  test('who is refused to others with what the owner has announced', () => {
    const folder = temporaryFolder();
    const first = open(folder);
    expect(conflictOf(folder)).toMatchObject({ kind: 'conflict', code: 'project-in-use', owner: null });
    first.announce(address);
    expect(conflictOf(folder)).toMatchObject({
      code: 'project-in-use',
      owner: { ...address, pid: process.pid },
    });
    expect(readOwner(folder)).toEqual({ ...address, pid: process.pid });
    const announced = statSync(join(first.directory, 'engine.json'));
    expect(announced.mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
  });

  test('who leaves nothing behind on closing', () => {
    const folder = temporaryFolder();
    const first = open(folder);
    first.announce(address);
    first.close();
    first.close();
    expect(existsSync(join(folder, '.tagmask', 'engine.json'))).toBe(false);
    expect(readOwner(folder)).toBeNull();
    open(folder);
  });

  test('and loses it with the process, even to SIGKILL', async () => {
    const folder = temporaryFolder();
    const script = `
      const { Project } = await import(${JSON.stringify(projectModule)});
      Project.open(${JSON.stringify(folder)}).announce(${JSON.stringify(address)});
      console.log('open');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface(child.stdout), 'line');
    expect(conflictOf(folder)).toMatchObject({
      code: 'project-in-use',
      owner: { ...address, pid: child.pid },
    });

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(folder, '.tagmask', 'engine.json'))).toBe(true);
    expect(readOwner(folder)).toBeNull();
    open(folder);
    expect(readOwner(folder)).toBeNull();
  });
});

function readOnlyFolderIsMissing(): boolean {
  return process.platform === 'win32' || (process.getuid?.() === 0 && !existsSync('/sys/kernel'));
}
