import { afterEach, describe, expect, it } from 'vitest';

import { formatCount, formatDuration, formatShare } from '../../src-renderer/format.ts';
import { catalogues, words } from '../../src-renderer/words.ts';
import {
  language,
  languageCodes,
  localeOf,
  matchLanguage,
} from '../../src-renderer/words/language.svelte.ts';

type Messages = ReadonlyMap<string, unknown>;

/** Every message of a catalogue by its path: `review.said.accepted`. */
function flatten(part: object, path = ''): [string, unknown][] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? flatten(value, `${path}${key}.`) : [[path + key, value]],
  );
}

const messagesOf = (code: (typeof languageCodes)[number]): Messages => new Map(flatten(catalogues[code]));
const english = messagesOf('en');

/** Names and formats, which are written alike everywhere. */
const ALIKE =
  /^(appName|prelabel\.denses\.\w+\.name|keys\.actualSize|review\.(tagCount|preset|position|decidedBy)|jobs\.progress|settings\.presets\.\w+)$/;

describe.each(['ja', 'ko', 'zh'] as const)('the %s catalogue', (code) => {
  const messages = messagesOf(code);

  it('has the messages of the English one, no more and no fewer', () => {
    expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('has left nothing in English', () => {
    const left = [...messages].filter(([path, message]) => {
      if (ALIKE.test(path)) return false;
      const text = typeof message === 'function' ? String(message) : message;
      return (
        text === '' ||
        !/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]|pieces|tags\(|verdicts\(/u.test(
          String(text),
        )
      );
    });
    expect(left.map(([path]) => path)).toEqual([]);
  });

  it('says numbers and names in the sentences that have them', () => {
    const { library, review, engine } = catalogues[code];
    expect(library.importFine(12_345, 7)).toMatch(/12,345.*7/);
    expect(review.said.accepted('dog')).toContain('dog');
    expect(engine.unexpected(418)).toContain('418');
  });
});

describe('the window’s language', () => {
  afterEach(() => language.choose(null));

  it('is the first of a person’s languages that there is a catalogue for, else English', () => {
    expect(matchLanguage(['fr-CA', 'ja-JP', 'en'])).toBe('ja');
    expect(matchLanguage(['zh-Hant-TW'])).toBe('zh');
    expect(matchLanguage(['KO'])).toBe('ko');
    expect(matchLanguage(['fr', 'not a tag', ''])).toBe('en');
    expect(matchLanguage([])).toBe('en');
  });

  it('writes numbers as the person’s own kind of the language does', () => {
    expect(localeOf('en', ['ja-JP', 'en-IN'])).toBe('en-IN');
    expect(localeOf('ja', ['en-GB'])).toBe('ja');
    expect(localeOf('en', ['en-not-a-locale-at-all-!'])).toBe('en');
  });

  it('changes what the words say at once', () => {
    expect(words.review.accept).toBe('Accept');
    language.choose('ja');
    expect(words.review.accept).toBe('採用');
    expect(formatDuration(600)).toBe('10 分');
    language.choose('zh');
    expect(words.review.accept).toBe('接受');
  });

  it('formats numbers, shares and durations', () => {
    language.choose('en');
    expect(formatCount(12_345)).toBe('12,345');
    expect(formatShare(0.125)).toBe('12.5%');
    expect(formatDuration(40)).toBe('40 sec');
    expect(formatDuration(60 * 200)).toBe('3 hr 20 min');
  });
});
