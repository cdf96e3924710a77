import { fur } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, lighter, mix } from '../raster/fills.ts';
import type { Colour } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

/** Four legs at these places; the pair behind is darker. */
export function drawLegs(
  pen: Pen,
  places: readonly [number, number, number, number],
  {
    from,
    width,
    colour,
    hoof,
    swing,
  }: { from: number; width: number; colour: Colour; hoof: Colour; swing: number },
): void {
  places.forEach((x, i) => {
    const far = i % 2 === 1;
    pen.turned(far ? -swing : swing, [x, from], () => {
      pen.box([x - width / 2, from, width, -from], far ? darker(colour, 0.3) : colour, width / 3);
      pen.box([x - width / 2, -6, width, 6], flat(hoof), 2);
    });
  });
}

function drawCow(pen: Pen, { main, dice }: Look): void {
  const spots = main > 0xd00000 && (main & 255) > 0xb0 ? 0x3a3436 : 0xf7f2ea;
  pen.shadow(66);
  drawLegs(pen, [-44, -32, 28, 38], {
    from: -40,
    width: 12,
    colour: main,
    hoof: 0x4a4038,
    swing: dice.between(-5, 5),
  });
  pen.line('M-54 -76 C-66 -62 -62 -46 -64 -36', darker(main, 0.2), 4);
  pen.disc(-64, -34, 6, flat(0x4a4038));
  const body =
    'M-56 -58 C-58 -84 -44 -86 -20 -84 C10 -84 30 -88 46 -80 C56 -66 50 -34 36 -32 L-40 -32 C-52 -34 -56 -44 -56 -58 Z';
  pen.oval(-22, -32, [13, 9], flat(0xf0a6a6));
  pen.shape(body, main);
  pen.inside(body, () => {
    for (const [x, y, rx] of [
      [-34, -70, 16],
      [0, -48, 15],
      [22, -80, 14],
    ] as const) {
      pen.oval(x + dice.between(-6, 6), y + dice.between(-6, 6), [rx, rx * 0.8], flat(spots));
    }
  });
  pen.shape('M40 -108 C32 -112 32 -122 38 -126 C40 -118 44 -114 48 -112 Z', flat(0xe9dcc0));
  pen.shape('M70 -108 C78 -112 78 -122 72 -126 C70 -118 66 -114 62 -112 Z', flat(0xe9dcc0));
  pen.oval(34, -100, [11, 6], darker(main, 0.15));
  pen.oval(76, -100, [11, 6], darker(main, 0.15));
  pen.shape('M38 -104 C38 -116 72 -116 72 -104 C72 -92 68 -76 66 -68 H44 C42 -76 38 -92 38 -104 Z', main);
  pen.oval(55, -71, [18, 13], flat(0xf3b4ac));
  for (const x of [48, 62]) pen.oval(x, -72, [2.6, 3.6], flat(0x9a5a56));
  for (const x of [46, 64]) pen.eye(x, -96, 4);
}

function drawHorse(pen: Pen, { main, dice }: Look): void {
  const mane = darker(main, 0.5);
  pen.shadow(62);
  drawLegs(pen, [-38, -26, 24, 34], {
    from: -54,
    width: 10,
    colour: main,
    hoof: 0x33302e,
    swing: dice.between(-12, 12),
  });
  pen.line('M-46 -84 C-66 -82 -66 -54 -60 -40', mane, 11);
  pen.shape(
    'M-48 -70 C-50 -92 -34 -94 -14 -90 C8 -88 18 -92 26 -100 L50 -66 C44 -48 30 -46 14 -46 C-4 -42 -30 -44 -40 -48 C-46 -52 -48 -60 -48 -70 Z',
    main,
  );
  pen.turned(dice.between(-6, 10), [34, -78], () => {
    pen.shape('M16 -92 C26 -112 36 -128 46 -136 L62 -122 C56 -104 54 -84 48 -62 Z', main);
    pen.shape(
      'M44 -138 C54 -142 62 -134 66 -126 L82 -108 C84 -98 74 -94 68 -98 L50 -110 C42 -116 40 -130 44 -138 Z',
      main,
    );
    pen.shape('M46 -136 L48 -150 L57 -138 Z', main);
    pen.shape(
      'M46 -142 C30 -134 16 -114 12 -90 C22 -96 30 -104 36 -114 C42 -122 48 -130 52 -138 Z',
      flat(mane),
    );
    pen.eye(58, -124, 3.6);
    pen.disc(77, -103, 2.2, flat(0x2b2320));
  });
}

function drawSheep(pen: Pen, { main, dice }: Look): void {
  const face = dice.chance(0.5) ? 0x4a4446 : 0xe6cdb2;
  pen.shadow(50);
  drawLegs(pen, [-26, -16, 16, 26], { from: -30, width: 9, colour: face, hoof: 0x2f2a2a, swing: 0 });
  const wool = [
    [-34, -44, 17],
    [-24, -64, 18],
    [0, -70, 20],
    [24, -62, 18],
    [32, -42, 16],
    [14, -30, 17],
    [-14, -30, 18],
    [0, -48, 28],
  ] as const;
  for (const [x, y, r] of wool) pen.disc(x, y, r + dice.between(-1.5, 1.5), lighter(main, 0.1));
  pen.oval(30, -74, [10, 5], flat(darker(face, 0.15)));
  pen.oval(62, -74, [10, 5], flat(darker(face, 0.15)));
  pen.oval(46, -66, [15, 20], face);
  for (const [x, y, r] of [
    [38, -84, 9],
    [48, -87, 10],
    [56, -82, 8],
  ] as const)
    pen.disc(x, y, r, main);
  for (const x of [41, 52]) {
    pen.disc(x, -70, 4, flat(0xffffff));
    pen.disc(x, -70, 2.2, flat(0x26221f));
  }
  pen.line('M42 -54 Q46 -51 50 -54', darker(face, 0.5), 1.8);
}

function drawPig(pen: Pen, { main, dice }: Look): void {
  pen.shadow(54);
  drawLegs(pen, [-30, -20, 20, 30], {
    from: -26,
    width: 12,
    colour: main,
    hoof: 0x8a5a58,
    swing: dice.between(-4, 4),
  });
  pen.line('M-46 -50 q-14 -4 -10 -14 q8 -6 8 4 q-4 8 -14 2', darker(main, 0.15), 4);
  pen.oval(-4, -46, [48, 31], main);
  pen.shape('M22 -78 L20 -98 L40 -84 Z', darker(main, 0.15));
  pen.shape('M56 -80 L66 -96 L68 -76 Z', darker(main, 0.15));
  pen.oval(44, -60, [28, 26], main);
  pen.oval(60, -54, [13, 11], flat(darker(main, 0.14)));
  for (const x of [56, 65]) pen.oval(x, -54, [2.4, 4], flat(0x8a4a50));
  pen.eye(38, -68, 3.8);
  pen.eye(60, -71, 3.8);
  pen.line('M46 -40 Q54 -36 60 -40', 0x9a4a54, 2);
}

function drawChicken(pen: Pen, { main, dice }: Look): void {
  pen.shadow(36);
  pen.line('M-6 -20 L-8 0 M-8 -1 L-16 0 M-8 -1 L2 0 M10 -20 L12 0 M12 -1 L4 0 M12 -1 L22 0', 0xe89a2f, 3.4);
  pen.shape('M-30 -44 C-58 -60 -58 -92 -40 -96 C-44 -80 -26 -74 -14 -66 Z', darker(main, 0.35));
  pen.shape(
    'M-40 -40 C-40 -66 -14 -60 8 -66 C14 -84 18 -92 30 -92 C44 -92 46 -76 40 -62 C42 -36 26 -14 0 -14 C-24 -14 -40 -24 -40 -40 Z',
    main,
  );
  pen.shape('M-26 -44 C-12 -58 10 -52 10 -38 C2 -24 -18 -26 -26 -44 Z', darker(main, 0.18));
  pen.shape(
    'M20 -90 C16 -102 24 -104 26 -98 C26 -108 36 -108 35 -98 C40 -104 46 -98 40 -90 Z',
    flat(0xd9362f),
  );
  pen.shape('M42 -84 L57 -78 L42 -73 Z', flat(0xf2a33a));
  pen.oval(42, -66, [4, 7], flat(0xd9362f));
  pen.eye(34, -81, 3.4 + dice.between(0, 0.6));
}

function drawDuck(pen: Pen, { main, dice }: Look): void {
  const beak = 0xef7d2d;
  pen.stain(0, 6, [60, 9], { direction: 'flat', colours: [0xffffff], opacities: [0.28] });
  pen.shape(
    'M-46 -18 C-52 -36 -40 -38 -30 -28 C-16 -36 12 -38 28 -24 C38 -12 24 6 -4 6 C-28 6 -42 -4 -46 -18 Z',
    main,
  );
  pen.shape('M-28 -18 C-14 -30 8 -28 14 -16 C2 -4 -18 -4 -28 -18 Z', darker(main, 0.14));
  pen.turned(dice.between(-6, 6), [22, -24], () => {
    pen.shape('M12 -26 C10 -44 14 -52 26 -52 C38 -50 38 -34 34 -22 Z', main);
    pen.disc(26, -44, 18, mix(main, dice.chance(0.3) ? 0x2f7f5a : main, 1));
    pen.shape('M40 -47 Q58 -45 59 -38 Q47 -33 40 -38 Z', flat(beak));
    pen.line('M42 -41 L57 -39', darker(beak, 0.3), 1.4);
    pen.eye(31, -49, 3.6);
  });
}

// prettier-ignore
export const farm: readonly Kind[] = [
  { name: 'cow', nouns: ['cow', 'cow', ['calf', 'calves']], habitats: ['land'], tall: 190, colours: ['white', 'brown', 'black'], doing: ['standing'], draw: drawCow },
  { name: 'horse', nouns: ['horse', 'horse', ['pony', 'ponies']], habitats: ['land', 'sand'], tall: 220, colours: fur, doing: ['standing'], draw: drawHorse },
  { name: 'sheep', nouns: [['sheep', 'sheep'], 'lamb'], habitats: ['land', 'snow'], tall: 150, colours: ['white', 'black', 'beige'], doing: ['standing'], draw: drawSheep },
  { name: 'pig', nouns: ['pig', 'piglet'], habitats: ['land'], tall: 140, colours: ['pink'], doing: ['standing'], draw: drawPig },
  { name: 'chicken', nouns: ['chicken', 'hen'], habitats: ['land'], tall: 130, colours: ['white', 'brown', 'black', 'golden'], draw: drawChicken },
  { name: 'duck', nouns: ['duck', 'duckling'], habitats: ['water'], tall: 100, colours: ['yellow', 'white', 'brown'], doing: ['swimming'], draw: drawDuck },
];
