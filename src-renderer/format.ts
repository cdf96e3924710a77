const whole = new Intl.NumberFormat();
const oneDigit = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const threeDigits = new Intl.NumberFormat(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

export const formatCount = (count: number): string => whole.format(count);
export const formatTenth = (value: number): string => oneDigit.format(value);
export const formatScore = (score: number): string => twoDigits.format(score);
export const formatCosine = (cosine: number): string => threeDigits.format(cosine);
export const formatShare = (value: number): string => share.format(value);
export const formatMoment = (milliseconds: number): string => moment.format(milliseconds);

/** `1 picture`, `2 pictures`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Seconds as a person says them: `40 s`, `12 min`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${formatCount(Math.max(1, Math.round(seconds)))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${formatCount(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  return `${formatCount(hours)} h ${minutes % 60} min`;
}
