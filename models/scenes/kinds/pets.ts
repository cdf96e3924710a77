import { fur } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, lighter } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

/** Sits and looks at us. */
function drawCat(pen: Pen, { main, dice }: Look): void {
  const dark = darker(main, 0.25);
  const chest = lighter(main, 0.65);
  pen.shadow(40);
  pen.turned(dice.between(-8, 12), [26, -6], () => pen.line('M24 -8 C58 -6 60 -44 46 -56', dark, 10));
  pen.shape('M-28 0 C-32 -36 -20 -62 0 -62 C20 -62 32 -36 28 0 Z', main);
  pen.oval(0, -20, [14, 20], flat(chest));
  for (const x of [-12, 12]) pen.oval(x, -3, [10, 6], main);
  pen.turned(dice.between(-9, 9), [0, -60], () => {
    pen.shape('M-27 -78 L-26 -110 L-5 -94 Z', dark);
    pen.shape('M27 -78 L26 -110 L5 -94 Z', dark);
    pen.shape('M-22 -84 L-22 -101 L-10 -92 Z', flat(0xf3b3ab));
    pen.shape('M22 -84 L22 -101 L10 -92 Z', flat(0xf3b3ab));
    pen.oval(0, -74, [31, 26], main);
    if (dice.chance(0.5)) {
      pen.line('M0 -98 L0 -86 M-9 -97 L-7 -87 M9 -97 L7 -87', dark, 4);
      pen.line('M-22 -20 L-14 -22 M22 -20 L14 -22', dark, 4);
    }
    for (const x of [-8, 8]) pen.oval(x, -64, [9, 7], flat(chest));
    for (const x of [-12, 12]) {
      pen.oval(x, -78, [6.5, 7], flat(dice.chance(1) ? 0xd9e27a : 0));
      pen.oval(x, -78, [3.2, 6], flat(0x26221f));
    }
    pen.shape('M-4 -69 H4 L0 -64 Z', flat(0xd4685f));
    pen.line('M0 -64 Q-4 -58 -8 -61 M0 -64 Q4 -58 8 -61', 0x4d3226, 1.8);
    pen.line('M-16 -66 L-38 -70 M-16 -63 L-37 -59 M16 -66 L38 -70 M16 -63 L37 -59', flat(0x5d4636, 0.6), 1.3);
  });
}

/** Stands and looks to the right. */
function drawDog(pen: Pen, { main, dice }: Look): void {
  const dark = darker(main, 0.3);
  const chest = lighter(main, 0.6);
  const swing = dice.between(-10, 10);
  pen.shadow(52);
  for (const [i, x] of [-32, 24].entries()) {
    pen.turned(i === 0 ? swing : -swing, [x, -34], () => pen.box([x - 5, -34, 11, 34], dark, 5));
  }
  pen.turned(dice.between(-14, 22), [-40, -52], () => pen.line('M-40 -52 C-56 -58 -60 -74 -55 -84', dark, 9));
  pen.shape(
    'M-46 -44 C-46 -66 -30 -66 -8 -64 C16 -66 30 -70 40 -62 C50 -48 42 -26 26 -26 L-30 -26 C-42 -26 -46 -34 -46 -44 Z',
    main,
  );
  for (const [i, x] of [-38, 18].entries()) {
    pen.turned(i === 0 ? -swing : swing, [x + 5, -34], () => pen.box([x, -38, 12, 38], main, 5));
  }
  pen.oval(30, -42, [11, 15], flat(chest));
  if (dice.chance(0.4)) pen.oval(-16, -52, [14, 9], flat(dark));
  pen.oval(44, -78, [23, 21], main);
  pen.oval(61, -69, [15, 10.5], flat(chest));
  pen.oval(72, -74, [5.5, 4.4], flat(0x2b2320));
  pen.eye(51, -84, 4.2);
  pen.line('M58 -61 Q66 -58 71 -64', 0x5b3d26, 2);
  if (dice.chance(0.5)) pen.shape('M60 -61 Q63 -48 67 -61 Z', flat(0xe8788a));
  pen.shape('M34 -96 C18 -98 15 -70 24 -58 C36 -60 42 -82 39 -92 Z', dark);
  pen.line('M27 -60 Q38 -51 51 -57', dice.pick([0xd9413c, 0x3f7fd0, 0x4fa95a]), 6);
  pen.disc(41, -51, 3.8, flat(0xf4c542));
}

function drawRabbit(pen: Pen, { main, dice }: Look): void {
  pen.shadow(34);
  for (const flipped of [-1, 1]) {
    const lean = flipped * dice.between(4, 18);
    pen.turned(lean, [flipped * 8, -72], () => {
      pen.oval(flipped * 10, -98, [9, 28], main);
      pen.oval(flipped * 10, -97, [4.4, 20], flat(0xf3b8b8));
    });
  }
  pen.disc(29, -14, 10, flat(lighter(main, 0.6)));
  pen.oval(0, -26, [28, 27], main);
  pen.oval(0, -20, [15, 17], flat(lighter(main, 0.55)));
  for (const x of [-13, 13]) pen.oval(x, -3, [12, 6], lighter(main, 0.25));
  pen.oval(0, -62, [23, 20], main);
  for (const x of [-9, 9]) pen.eye(x, -66, 4);
  for (const x of [-6, 6]) pen.oval(x, -54, [7, 5.5], flat(lighter(main, 0.55)));
  pen.oval(0, -58, [3.8, 2.8], flat(0xe07f7f));
  pen.box([-3.5, -51, 7, 6], flat(0xffffff), 1.5);
}

export const pets: readonly Kind[] = [
  {
    name: 'cat',
    nouns: ['cat', 'cat', 'kitten', 'kitty'],
    habitats: ['land', 'floor', 'sand', 'road'],
    tall: 150,
    colours: ['orange', 'black', 'white', 'gray', 'brown'],
    doing: ['sitting'],
    draw: drawCat,
  },
  {
    name: 'dog',
    nouns: ['dog', 'dog', ['puppy', 'puppies'], 'hound'],
    habitats: ['land', 'floor', 'sand', 'road', 'snow'],
    tall: 150,
    colours: fur,
    doing: ['standing'],
    draw: drawDog,
  },
  {
    name: 'rabbit',
    nouns: ['rabbit', ['bunny', 'bunnies'], 'hare'],
    habitats: ['land', 'snow'],
    tall: 140,
    colours: ['white', 'gray', 'brown', 'beige'],
    doing: ['sitting'],
    draw: drawRabbit,
  },
];
