import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { findWordFaults } from '../../scripts/check-words.ts';
import { temporaryFolder } from '../temp.ts';

/** A folder with an English catalogue of two messages, and another language as it is given. */
function writeCatalogues(other: string): string {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'en.ts'),
    'export const en = { close: "Close", left: (count: number) => `${count} left` };\nexport type Words = typeof en;\n',
  );
  writeFileSync(
    join(folder, 'ja.ts'),
    `import type { Words } from './en.ts';\nexport const ja: Words = ${other};\n`,
  );
  return folder;
}

describe('the check of the catalogues', () => {
  it('finds nothing wrong with those of the window', () => {
    expect(findWordFaults()).toEqual([]);
  });

  it('passes a catalogue that has every message', () => {
    expect(findWordFaults(writeCatalogues('{ close: "閉じる", left: (count) => `残り ${count}` }'))).toEqual(
      [],
    );
  });

  it.each([
    ['a missing message', '{ close: "閉じる" }', /left/],
    ['a message too many', '{ close: "閉じる", left: () => "", open: "開く" }', /open/],
    ['a sentence without its number', '{ close: "閉じる", left: "残り" }', /left|string/],
  ])('names %s, with its file', (_what, other, name) => {
    const faults = findWordFaults(writeCatalogues(other));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/ja\.ts:2/);
    expect(faults[0]).toMatch(name);
  });
});
