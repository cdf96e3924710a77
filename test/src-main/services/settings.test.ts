import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  cleanReviewer,
  rememberReviewer,
  rememberedReviewer,
} from '../../../src-main/services/reviewer-name.ts';
import {
  readSettings,
  settingsFile,
  standardSettings,
  writeSettings,
} from '../../../src-main/services/settings.ts';
import type { PersonSettings } from '../../../src-main/services/settings-types.ts';
import { Workspace } from '../../../src-main/services/workspace.ts';
import '../../own-home.ts';

const own: PersonSettings = {
  language: 'ja',
  theme: 'light',
  heatColours: 'turbo',
  keys: { preset: 'lightroom', overrides: { accept: ['j'], undo: [] } },
};

let people = 0;
/** A person whom no other test knows. */
const somebody = (): string => `Somebody ${(people += 1)}`;

function leave(reviewer: string, text: string): string {
  const file = settingsFile(reviewer);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('a person’s settings', () => {
  it('are the defaults until they choose', () => {
    const reviewer = somebody();
    expect(readSettings(reviewer)).toEqual({
      reviewer,
      settings: standardSettings,
      stored: false,
      note: null,
    });
  });

  it('come back as they were stored, for them alone', () => {
    const [ada, bob] = [somebody(), somebody()];
    writeSettings(ada, own);
    expect(readSettings(ada)).toEqual({ reviewer: ada, settings: own, stored: true, note: null });
    expect(readSettings(bob).stored).toBe(false);
  });

  it('are replaced as a whole, and leave no draft behind', () => {
    const reviewer = somebody();
    writeSettings(reviewer, own);
    writeSettings(reviewer, standardSettings);
    expect(readSettings(reviewer).settings).toEqual(standardSettings);
    const file = settingsFile(reviewer);
    const drafts = readdirSync(dirname(file)).filter((name) => name.endsWith('.new'));
    expect(drafts).toEqual([]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    '../../etc/passwd',
    '..',
    '.',
    'a/b\\c',
    'CON',
    'nul.txt',
    'ends with a dot.',
    '💥'.repeat(50),
    '長'.repeat(100),
    '<script>',
    '__proto__',
  ])('are kept for a person named %s, inside the folder', (reviewer) => {
    writeSettings(reviewer, own);
    expect(readSettings(reviewer).settings).toEqual(own);
    const file = settingsFile(reviewer);
    expect(basename(dirname(file))).toBe('people');
    expect(basename(file)).toMatch(/^[a-z\d][a-z\d-]*\.[\da-f]{32}\.json$/);
  });

  it('tell names apart that differ by case, and know one that is composed otherwise', () => {
    expect(settingsFile('Ada').toLowerCase()).not.toBe(settingsFile('ada').toLowerCase());
    expect(settingsFile('Zo\u00eb')).toBe(settingsFile('Zoe\u0308'));
  });
});

describe('stored settings that this version does not understand', () => {
  it.each([
    ['cut off', '{"version": 1, "revie'],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a theme that there is none of', '{"version": 1, "reviewer": "x", "theme": "blue"}'],
    ['bytes', '\0\0\u0001'],
  ])('%s: the defaults are used, and the person is told', (_what, text) => {
    const reviewer = somebody();
    const file = leave(reviewer, text);
    const { settings, stored, note } = readSettings(reviewer);
    expect({ settings, stored }).toEqual({ settings: standardSettings, stored: false });
    expect(note).toContain(file);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('stay beside the new ones when the person chooses again', () => {
    const reviewer = somebody();
    const file = leave(reviewer, '{"broken');
    writeSettings(reviewer, own);
    expect(readSettings(reviewer)).toMatchObject({ settings: own, note: null });
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('{"broken');
  });

  it('name the field that is wrong', () => {
    const reviewer = somebody();
    leave(reviewer, JSON.stringify({ version: 1, reviewer, keys: { preset: 'emacs', overrides: {} } }));
    expect(readSettings(reviewer).note).toContain('"keys.preset"');
  });

  it('keep fields that are new to it', () => {
    const reviewer = somebody();
    const file = leave(reviewer, JSON.stringify({ version: 1, reviewer, theme: 'dark', fontSize: 15 }));
    expect(readSettings(reviewer).settings).toEqual({ ...standardSettings, theme: 'dark' });
    writeSettings(reviewer, own);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ fontSize: 15, theme: 'light' });
  });

  it('are neither guessed at nor overwritten where a newer version wrote them', () => {
    const reviewer = somebody();
    const file = leave(reviewer, '{"version": 2, "theme": {"day": "light"}}');
    expect(() => readSettings(reviewer)).toThrow(/newer Tagmask \(version 2\)/);
    expect(() => writeSettings(reviewer, own)).toThrow(/newer Tagmask/);
    expect(readFileSync(file, 'utf8')).toBe('{"version": 2, "theme": {"day": "light"}}');
  });
});

describe('the name that a person has given themselves', () => {
  it('is used by whoever names nobody, unless the engine was started for somebody', () => {
    expect(rememberedReviewer()).toBeNull();
    rememberReviewer('Grace');
    expect(new Workspace().reviewer).toBe('Grace');
    expect(new Workspace({ reviewer: 'Ada' }).reviewer).toBe('Ada');
  });

  it.each(['', '   ', 'a\nb', 'x'.repeat(101), '\u007f'])('cannot be %j', (name) => {
    expect(cleanReviewer(name)).toBeNull();
  });
});
