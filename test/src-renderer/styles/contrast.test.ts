import { describe, expect, it } from 'vitest';

import tokens from '../../../src-renderer/styles/tokens.css?raw';

const surfaces = ['--surface', '--surface-raised', '--surface-hover'];

/** The colours of one theme: `light-dark(light, dark)`, or one colour for both. */
function readTokens(theme: 'dark' | 'light'): Map<string, string> {
  const pattern = /(--[\w-]+):\s*(?:light-dark\((oklch\([^)]*\)),\s*(oklch\([^)]*\))\)|(oklch\([^)]*\)));/g;
  return new Map(
    [...tokens.matchAll(pattern)].map(([, name = '', light = '', dark = '', both]) => [
      name,
      both ?? (theme === 'light' ? light : dark),
    ]),
  );
}

/** WCAG's relative luminance of a colour as the browser draws it. */
function luminance(colour: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context === null) throw new Error('The browser has no canvas.');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ['dark', readTokens('dark')],
  ['light', readTokens('light')],
] as const)('the %s colours', (_scheme, colours) => {
  const colour = (name: string) => {
    const value = colours.get(name);
    if (value === undefined) throw new Error(`tokens.css has no ${name}.`);
    return value;
  };

  it.each(['--text', '--text-quiet', '--text-faint', '--good', '--bad', '--doubt'])(
    '%s can be read on every surface',
    (name) => {
      for (const surface of surfaces)
        expect(contrast(colour(name), colour(surface)), surface).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['--line-control', '--accent'])('%s can be seen on every surface', (name) => {
    for (const surface of surfaces)
      expect(contrast(colour(name), colour(surface)), surface).toBeGreaterThanOrEqual(3);
  });

  it('the words on a button and in the focused row can be read', () => {
    expect(contrast(colour('--accent-text'), colour('--accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('--text-quiet'), colour('--accent-wash'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('--text-quiet'), colour('--warning-wash'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('--text'), colour('--bad-wash'))).toBeGreaterThanOrEqual(4.5);
  });

  it('the surroundings of a picture have no tint', () => {
    expect(colour('--surface-stage')).toMatch(/^oklch\([\d.]+ 0 0\)$/);
  });
});
