/** `#rrggbb` → what is left of it when the rest is black. */
export function darker(colour: string, percent = 75): string {
  return blend(colour, percent / 100, 0);
}

/** `#rrggbb` → what is left of it when the rest is white. */
export function lighter(colour: string, percent: number): string {
  return blend(colour, percent / 100, 255);
}

function blend(colour: string, share: number, other: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `#${channels
    .map((value) =>
      Math.round(value * share + other * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
