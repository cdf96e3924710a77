/** The languages that there is a catalogue for, in the order in which they are offered. */
export const languageCodes = ['en', 'ja', 'ko', 'zh'] as const;
export type LanguageCode = (typeof languageCodes)[number];

/** Each language in its own words: a person who cannot read the others has to find theirs. */
export const languageNames: Readonly<Record<LanguageCode, string>> = {
  en: 'English',
  ja: '日本語',
  ko: '한국어',
  zh: '简体中文',
};

/** What stands in `<html lang>`: it also chooses the shapes of the characters that the three scripts share. */
const htmlNames: Readonly<Record<LanguageCode, string>> = { en: 'en', ja: 'ja', ko: 'ko', zh: 'zh-Hans' };

/** The first of a person's languages (BCP 47, best first) that there is a catalogue for, else English. */
export function matchLanguage(preferred: readonly string[]): LanguageCode {
  for (const tag of preferred) {
    const found = languageCodes.find((code) => code === subtagOf(tag));
    if (found !== undefined) return found;
  }
  return 'en';
}

/** The locale for numbers and dates: a person's own kind of the language (`en-GB`) where they name one. */
export function localeOf(code: LanguageCode, preferred: readonly string[]): string {
  return preferred.find((tag) => subtagOf(tag) === code && isLocale(tag)) ?? htmlNames[code];
}

/** The window's language. What reads `code` or `locale` is drawn again when the language changes. */
export class Language {
  readonly #preferred: readonly string[];
  #chosen = $state<LanguageCode | null>(null);

  readonly code: LanguageCode = $derived.by(() => this.#chosen ?? matchLanguage(this.#preferred));
  readonly locale: string = $derived.by(() => localeOf(this.code, this.#preferred));
  readonly htmlName: string = $derived(htmlNames[this.code]);

  constructor(preferred: readonly string[]) {
    this.#preferred = preferred;
  }

  /** `null` follows the browser's languages. */
  choose(code: LanguageCode | null): void {
    this.#chosen = code;
  }
}

/** One for the window: sentences are also made outside of components, where there is no context to ask. */
export const language = new Language(navigator.languages);

function subtagOf(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? '';
}

/** `Intl` throws at a tag that is not well formed, and what a browser is started with is not checked by it. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
