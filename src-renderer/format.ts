import { language } from './words/language.svelte.ts';

type Unit = 'second' | 'minute' | 'hour';

/** Making an `Intl` format costs more than a hundred uses of it. */
function makeFormats(locale: string) {
  const digits = (count: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: count, maximumFractionDigits: count });
  const unit = (name: Unit) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits: 0 });
  return {
    locale,
    whole: new Intl.NumberFormat(locale),
    few: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
    oneDigit: digits(1),
    twoDigits: digits(2),
    threeDigits: digits(3),
    share: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
    rate: new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
    change: new Intl.NumberFormat(locale, {
      signDisplay: 'exceptZero',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
    moment: new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }),
    second: unit('second'),
    minute: unit('minute'),
    hour: unit('hour'),
  };
}

let made = makeFormats('en');

/** The formats of the window's language; reading it makes a component follow the language. */
function formats() {
  const { locale } = language;
  if (made.locale !== locale) made = makeFormats(locale);
  return made;
}

export const formatCount = (count: number): string => formats().whole.format(count);
export const formatTenth = (value: number): string => formats().oneDigit.format(value);
export const formatScore = (score: number): string => formats().twoDigits.format(score);
export const formatCosine = (cosine: number): string => formats().threeDigits.format(cosine);
export const formatShare = (value: number): string => formats().share.format(value);
/** A share in a table: always one digit, so that columns line up. */
export const formatRate = (share: number): string => formats().rate.format(share);
/** A difference of shares in percentage points, with its sign. */
export const formatChange = (difference: number): string => formats().change.format(100 * difference);
export const formatMoment = (milliseconds: number): string => formats().moment.format(milliseconds);

/** Thousandths, with their sign: `2.5‰`. */
export const formatPerMille = (thousandths: number): string => `${formats().few.format(thousandths)}‰`;

/** A file's size with the unit that keeps it short: `512 bytes`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const unit = units[step] ?? 'byte';
  // Short, a byte has no plural.
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  const format = { style: 'unit', unit, unitDisplay, maximumFractionDigits: step === 0 ? 0 : 1 } as const;
  return new Intl.NumberFormat(formats().locale, format).format(bytes / 1000 ** step);
}

/** Seconds as a person says them: `40 sec`, `12 min`, `3 hr 20 min`. */
export function formatDuration(seconds: number): string {
  const { second, minute, hour } = formats();
  if (seconds < 90) return second.format(Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return minute.format(minutes);
  return `${hour.format(Math.floor(minutes / 60))} ${minute.format(minutes % 60)}`;
}
