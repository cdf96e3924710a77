import type { Pen } from '../pen.ts';
import { darker, flat, halo } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

function drawSun(pen: Pen, { dice }: Look): void {
  pen.stain(0, -40, [92, 92], halo(0xfff2b0, 0.85));
  if (dice.chance(0.45)) {
    for (let i = 0; i < 12; i++)
      pen.turned(i * 30, [0, -40], () => pen.shape('M-5 -84 L0 -104 L5 -84 Z', flat(0xffc83a)));
  }
  pen.disc(0, -40, 40, { direction: 'round', colours: [0xfff3b8, 0xffd64f, 0xfdb52e], opacities: [1, 1, 1] });
}

function drawMoon(pen: Pen, { dice }: Look): void {
  pen.stain(0, -40, [96, 96], halo(0xc9d4ff, 0.6));
  if (dice.chance(0.5)) {
    pen.shape('M14 -80 C-38 -80 -50 -22 -10 -4 C8 4 30 -2 38 -16 C4 -8 -16 -50 14 -80 Z', {
      direction: 'down',
      colours: [0xfffbe6, 0xece4c4],
      opacities: [1, 1],
    });
    return;
  }
  pen.disc(0, -40, 40, { direction: 'round', colours: [0xffffff, 0xf3eed8, 0xd0c9ac], opacities: [1, 1, 1] });
  for (const [x, y, r] of [
    [-12, -48, 8],
    [10, -34, 10],
    [-4, -20, 5],
    [17, -56, 5],
  ] as const)
    pen.disc(x, y, r, flat(0xb5ad8c, 0.4));
}

function drawCloud(pen: Pen, { main, dice }: Look): void {
  const puffs = [
    [-38, -18, 21],
    [-14, -30, 27],
    [18, -28, 26],
    [42, -16, 18],
    [2, -16, 24],
  ] as const;
  const shade = darker(main, 0.12);
  pen.oval(2, -9, [58, 11], flat(shade));
  for (const [x, y, r] of puffs) pen.disc(x, y + 4, r, flat(shade));
  for (const [x, y, r] of puffs)
    pen.disc(x + dice.between(-3, 3), y - 1, r * dice.between(0.9, 1.02), flat(main));
}

const bands = [0xe8574f, 0xf59a44, 0xf8dd5a, 0x74c476, 0x539fe0, 0x8a72cc] as const;

/** Half a ring, each band of it a fourth-power curve close enough to a circle. */
function drawRainbow(pen: Pen): void {
  bands.forEach((colour, i) => {
    const r = 200 - i * 11;
    const k = r * 0.5522847498;
    pen.line(
      `M${-r} 0 C${-r} ${-k} ${-k} ${-r} 0 ${-r} C${k} ${-r} ${r} ${-k} ${r} 0`,
      flat(colour, 0.82),
      11.6,
    );
  });
}

function drawStar(pen: Pen, { dice }: Look): void {
  pen.stain(0, -40, [56, 56], halo(0xfff3b8, 0.5));
  pen.turned(dice.between(-16, 16), [0, -38], () =>
    pen.shape('M0 -80 L12 -54 L40 -50 L20 -31 L25 -3 L0 -17 L-25 -3 L-20 -31 L-40 -50 L-12 -54 Z', {
      direction: 'down',
      colours: [0xfff0a0, 0xf8cc40],
      opacities: [1, 1],
    }),
  );
}

// prettier-ignore
export const heavens: readonly Kind[] = [
  { name: 'sun', nouns: ['sun'], habitats: [], tall: 84, draw: drawSun },
  { name: 'moon', nouns: ['moon'], habitats: [], tall: 84, draw: drawMoon },
  { name: 'cloud', nouns: ['cloud'], habitats: [], tall: 80, draw: drawCloud },
  { name: 'rainbow', nouns: ['rainbow'], habitats: [], tall: 240, draw: drawRainbow },
  { name: 'star', nouns: ['star'], habitats: [], tall: 46, draw: drawStar },
];
