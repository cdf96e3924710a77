import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { TagmaskError } from '../../models/errors.ts';
import { dataFolder } from './paths.ts';
import { replaceFile } from './replace-file.ts';
import type { PersonSettings, SettingsView } from './settings-types.ts';

/** The number goes up when an older Tagmask would misread what a newer one has written. */
const VERSION = 1;

const stroke = z.string().min(1).max(40);
const command = z
  .string()
  .regex(/^[a-z][a-z\d-]{0,49}$/, 'a command is named by small letters, digits and dashes');
/** The engine does not know the window's commands: names that are new to this version are kept for the one that knows. */
const overrides = z
  .record(command, z.array(stroke).max(8))
  .refine((all) => Object.keys(all).length <= 200, 'at most 200 commands have keys');

/** What a window may store. */
export const personSettings = z.strictObject({
  language: z.enum(['en', 'ja', 'ko', 'zh']).nullable(),
  theme: z.enum(['system', 'dark', 'light']),
  heatColours: z.enum(['viridis', 'turbo']),
  keys: z.strictObject({ preset: z.enum(['tagmask', 'lightroom', 'prodigy', 'labelme']), overrides }),
});

export const standardSettings: PersonSettings = {
  language: null,
  theme: 'system',
  heatColours: 'viridis',
  keys: { preset: 'tagmask', overrides: {} },
};

/** A field that is missing has its default, so that settings can be added without a new version. */
const { shape } = personSettings;
const storedSettings = z.looseObject({
  version: z.literal(VERSION),
  reviewer: z.string(),
  language: shape.language.default(standardSettings.language),
  theme: shape.theme.default(standardSettings.theme),
  heatColours: shape.heatColours.default(standardSettings.heatColours),
  keys: shape.keys.default({ preset: 'tagmask', overrides: {} }),
});
type StoredSettings = z.infer<typeof storedSettings>;

/**
 * A person's file. Names may hold anything (`../`, `CON`, 300 bytes of kanji, `Ada` beside `ada`), so the hash of the
 * name is what tells files apart on every file system; the letters in front are for those who look into the folder.
 */
export function settingsFile(reviewer: string): string {
  const name = reviewer.normalize('NFC');
  const readable = name
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, 32)
    .replaceAll(/^-|-$/g, '');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 32);
  return join(dataFolder(), 'people', `${readable === '' ? 'person' : readable}.${hash}.json`);
}

/**
 * What a person has chosen, else the defaults. A file that cannot be read is told of in `note`, and stays as it is.
 * @throws TagmaskError `newer-settings` where a newer Tagmask has written them
 */
export function readSettings(reviewer: string): SettingsView {
  const stored = readStored(reviewer);
  if (stored === null) return { reviewer, settings: standardSettings, stored: false, note: null };
  if (stored instanceof TagmaskError)
    return { reviewer, settings: standardSettings, stored: false, note: stored.message };
  return { reviewer, settings: pick(stored), stored: true, note: null };
}

/**
 * Stores what a person has chosen. Fields that this version does not know are kept; a damaged file is kept beside.
 * @throws TagmaskError `newer-settings` where a newer Tagmask has written them
 */
export function writeSettings(reviewer: string, settings: PersonSettings): SettingsView {
  const file = settingsFile(reviewer);
  const stored = readStored(reviewer);
  if (stored instanceof TagmaskError) renameSync(file, `${file}.damaged`);
  const kept = stored === null || stored instanceof TagmaskError ? {} : stored;
  const next = { ...kept, version: VERSION, reviewer, ...settings };
  replaceFile(file, `${JSON.stringify(next, null, 2)}\n`);
  return { reviewer, settings, stored: true, note: null };
}

/** Null where there are none, an error where they are damaged. */
function readStored(reviewer: string): StoredSettings | TagmaskError | null {
  const file = settingsFile(reviewer);
  if (!existsSync(file)) return null;
  const content = parseJson(readFileSync(file, 'utf8'));
  refuseNewer(content, file);
  const { data, error } = storedSettings.safeParse(content);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const place =
    issue === undefined || issue.path.length === 0 ? '' : ` at "${issue.path.map(String).join('.')}"`;
  return new TagmaskError(
    'conflict',
    'damaged-settings',
    `The settings in ${file} cannot be read${place}, so the defaults are used: the next change writes a new file and keeps this one beside it.`,
  );
}

function refuseNewer(content: unknown, file: string): void {
  const newer = z.looseObject({ version: z.number().gt(VERSION) }).safeParse(content);
  if (!newer.success) return;
  throw new TagmaskError(
    'conflict',
    'newer-settings',
    `The settings in ${file} were written by a newer Tagmask (version ${newer.data.version}): update Tagmask, or move the file away.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function pick({ language, theme, heatColours, keys }: StoredSettings): PersonSettings {
  return { language, theme, heatColours, keys };
}
