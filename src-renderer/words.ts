import { en } from './words/en.ts';
import type { Words } from './words/en.ts';
import { ja } from './words/ja.ts';
import { ko } from './words/ko.ts';
import { language } from './words/language.svelte.ts';
import type { LanguageCode } from './words/language.svelte.ts';
import { zh } from './words/zh.ts';

export const catalogues: Readonly<Record<LanguageCode, Words>> = { en, ja, ko, zh };

/**
 * Every sentence of the window, in its language. Read it where it is shown (`words.review.accept` in a template or a
 * `$derived`), and it changes with the language; a copy that is kept does not.
 */
export const words: Words = new Proxy(en, {
  get: (_, part) => Reflect.get(catalogues[language.code], part),
});
