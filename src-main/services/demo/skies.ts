import { paintHills, paintSky } from './landscapes.ts';
import type { Painter } from './painter.ts';

/** Colours from the zenith to the horizon. */
export const day = ['#6fb7ec', '#bfe3f7', '#eef8fb'] as const;
export const dusk = ['#3c3f77', '#c9688c', '#f7b267', '#fbe3a1'] as const;
export const night = ['#0e1433', '#233063', '#4a5590'] as const;

/** A day's sky above green hills. */
export function paintDay(painter: Painter, hills: readonly string[] = ['#a9cfa3', '#86bd7c']): void {
  paintSky(painter, ...day);
  paintHills(painter, hills);
}
