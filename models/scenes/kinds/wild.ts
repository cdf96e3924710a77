import type { Pen } from '../pen.ts';
import { darker, flat, lighter } from '../raster/fills.ts';
import { drawLegs } from './farm.ts';
import type { Kind, Look } from './kind.ts';

function drawElephant(pen: Pen, { main, dice }: Look): void {
  pen.shadow(70);
  pen.line('M-62 -66 C-72 -56 -70 -44 -72 -34', darker(main, 0.2), 5);
  drawLegs(pen, [-44, -28, 10, 26], {
    from: -46,
    width: 21,
    colour: main,
    hoof: 0xe8e0d4,
    swing: dice.between(-5, 5),
  });
  pen.shape(
    'M-66 -52 C-72 -96 -36 -108 -8 -106 C24 -108 42 -92 42 -66 C40 -44 26 -34 -10 -34 C-40 -32 -62 -32 -66 -52 Z',
    main,
  );
  const lift = dice.between(-4, 26);
  pen.turned(-lift, [74, -84], () => {
    pen.part('trunk', () => pen.line('M70 -84 C88 -70 80 -36 84 -22 C86 -12 96 -14 98 -20', main, 15));
    pen.line('M81 -50 L90 -51 M80 -40 L89 -40', flat(darker(main, 0.3), 0.6), 2);
  });
  pen.line('M62 -66 C70 -56 82 -56 88 -62', 0xfaf4e4, 6);
  pen.oval(54, -88, [30, 28], main);
  pen.shape(
    'M20 -108 C42 -116 52 -96 46 -74 C42 -56 22 -54 16 -72 C10 -90 12 -104 20 -108 Z',
    darker(main, 0.12),
  );
  pen.shape(
    'M24 -100 C38 -106 44 -92 40 -78 C36 -66 26 -64 22 -76 C18 -88 18 -96 24 -100 Z',
    flat(lighter(0xd9a8a8, 0.1), 0.7),
  );
  pen.eye(64, -94, 4);
}

function drawGiraffe(pen: Pen, { main, dice }: Look): void {
  const spot = 0xa8642a;
  pen.shadow(44);
  drawLegs(pen, [-26, -18, 14, 22], {
    from: -56,
    width: 8,
    colour: main,
    hoof: 0x5a4030,
    swing: dice.between(-7, 7),
  });
  pen.line('M-32 -74 C-42 -64 -40 -52 -42 -44', spot, 4);
  const body =
    'M-34 -66 C-36 -84 -20 -86 0 -86 L10 -92 L34 -166 L50 -160 L38 -90 C36 -66 30 -52 14 -50 C-4 -48 -32 -48 -34 -66 Z';
  pen.line('M12 -92 L34 -164', spot, 6);
  pen.shape(body, main);
  pen.inside(body, () => {
    for (const [x, y, r] of [
      [-24, -74, 8],
      [-8, -64, 8],
      [-6, -80, 6],
      [10, -74, 8],
      [24, -62, 8],
      [22, -86, 7],
      [30, -104, 7],
      [26, -120, 5],
      [38, -122, 6],
      [36, -142, 6],
      [44, -152, 4],
    ] as const) {
      pen.shape(
        `M${x - r} ${y} L${x - r * 0.3} ${y - r} L${x + r} ${y - r * 0.4} L${x + r * 0.7} ${y + r * 0.8} L${x - r * 0.6} ${y + r * 0.8} Z`,
        flat(spot),
      );
    }
  });
  pen.line('M40 -176 L38 -188 M50 -176 L50 -188', 0xa8642a, 3.4);
  pen.disc(38, -189, 3.4, flat(0x5a3a22));
  pen.disc(50, -189, 3.4, flat(0x5a3a22));
  pen.oval(29, -172, [9, 4.5], main);
  pen.shape(
    'M34 -178 C44 -184 54 -180 58 -172 L72 -162 C76 -154 70 -150 62 -152 L42 -156 C32 -160 30 -172 34 -178 Z',
    main,
  );
  pen.oval(67, -157, [8, 6], flat(lighter(spot, 0.35)));
  pen.eye(50, -171, 3.6);
}

function drawZebra(pen: Pen, { dice }: Look): void {
  const [white, black] = [0xf6f4ef, 0x2e2d33];
  pen.shadow(58);
  drawLegs(pen, [-38, -26, 24, 34], {
    from: -46,
    width: 10,
    colour: white,
    hoof: black,
    swing: dice.between(-10, 10),
  });
  for (const x of [-38, 24])
    pen.line(`M${x - 4} -36 L${x + 5} -34 M${x - 4} -26 L${x + 5} -24 M${x - 4} -16 L${x + 4} -14`, black, 3);
  pen.line('M-46 -78 C-58 -72 -58 -58 -58 -44', black, 5);
  const body =
    'M-48 -62 C-50 -86 -34 -86 -12 -84 C8 -84 16 -88 22 -96 L38 -122 L58 -110 L46 -62 C42 -42 28 -38 12 -38 C-6 -36 -32 -38 -40 -40 C-46 -44 -48 -54 -48 -62 Z';
  pen.shape(body, white);
  pen.inside(body, () => {
    for (const x of [-40, -26, -12, 2, 16, 30])
      pen.line(`M${x} -92 C${x + 7} -74 ${x + 5} -58 ${x + 1} -36`, black, 6);
    pen.line('M18 -102 L56 -82 M26 -116 L58 -98', black, 5);
  });
  pen.line('M14 -96 L38 -130', black, 8);
  pen.shape(
    'M36 -130 C46 -136 56 -130 60 -122 L76 -102 C76 -94 68 -90 62 -94 L44 -104 C36 -110 32 -122 36 -130 Z',
    white,
  );
  pen.shape('M68 -110 L76 -102 C76 -94 68 -90 62 -94 Z', flat(black));
  pen.line('M44 -106 L52 -128 M54 -102 L60 -118', black, 3);
  pen.shape('M38 -130 L40 -146 L49 -132 Z', white);
  pen.eye(54, -119, 3.4);
}

function drawBear(pen: Pen, { main, dice }: Look): void {
  const muzzle = lighter(main, 0.5);
  pen.shadow(50);
  for (const flipped of [-1, 1]) {
    pen.oval(flipped * 26, -10, [19, 13], main);
    pen.oval(flipped * 28, -9, [10, 7], flat(lighter(main, 0.35)));
  }
  pen.oval(0, -42, [38, 42], main);
  pen.oval(0, -38, [23, 27], flat(lighter(main, 0.3)));
  for (const flipped of [-1, 1]) {
    pen.turned(flipped * dice.between(-12, 26), [flipped * 30, -66], () =>
      pen.oval(flipped * 38, -48, [12, 24], main),
    );
    pen.disc(flipped * 25, -118, 12, main);
    pen.disc(flipped * 25, -118, 6.5, flat(muzzle));
  }
  pen.oval(0, -98, [34, 29], main);
  pen.oval(0, -88, [16, 13], flat(muzzle));
  pen.oval(0, -94, [6.5, 4.6], flat(0x2b2320));
  pen.line('M0 -90 V-84 Q-5 -79 -9 -82 M0 -84 Q5 -79 9 -82', 0x2b2320, 2);
  for (const x of [-13, 13]) pen.eye(x, -104, 4);
}

function drawLion(pen: Pen, { main, dice }: Look): void {
  const mane = 0x9a5324;
  pen.shadow(54);
  pen.turned(dice.between(-10, 14), [-40, -50], () => {
    pen.line('M-40 -48 C-62 -50 -64 -74 -56 -86', main, 6);
    pen.disc(-55, -90, 9, mane);
  });
  drawLegs(pen, [-36, -24, 22, 34], {
    from: -36,
    width: 13,
    colour: main,
    hoof: lighter(main, 0.3),
    swing: dice.between(-6, 6),
  });
  pen.shape(
    'M-46 -46 C-46 -68 -26 -70 0 -68 C24 -70 40 -62 40 -44 C38 -30 24 -28 0 -28 C-28 -26 -46 -28 -46 -46 Z',
    main,
  );
  for (let i = 0; i < 12; i++) pen.turned(i * 30, [38, -78], () => pen.oval(38, -108, [13, 15], mane));
  pen.disc(38, -78, 31, flat(mane));
  for (const x of [20, 56]) pen.disc(x, -101, 8, main);
  pen.oval(38, -78, [24, 25], main);
  pen.oval(38, -67, [13, 10], flat(lighter(main, 0.55)));
  pen.shape('M32 -75 H44 L38 -68 Z', flat(0x6a3a2a));
  pen.line('M38 -68 V-64 Q33 -59 29 -62 M38 -64 Q43 -59 47 -62', 0x5a3222, 2);
  for (const x of [28, 48]) pen.eye(x, -84, 4);
}

function drawPenguin(pen: Pen, { dice }: Look): void {
  const black = 0x2e3140;
  pen.shadow(34);
  for (const x of [-13, 13]) pen.oval(x, -4, [13, 6], 0xf09a35);
  for (const flipped of [-1, 1]) {
    pen.turned(flipped * -dice.between(2, 40), [flipped * 26, -74], () =>
      pen.shape(
        `M${flipped * 24} -80 C${flipped * 44} -62 ${flipped * 44} -36 ${flipped * 36} -28 C${flipped * 30} -40 ${flipped * 26} -60 ${flipped * 22} -70 Z`,
        black,
      ),
    );
  }
  pen.shape(
    'M0 -120 C26 -120 28 -96 30 -78 C36 -50 34 -4 0 -4 C-34 -4 -36 -50 -30 -78 C-28 -96 -26 -120 0 -120 Z',
    black,
  );
  pen.shape(
    'M0 -80 C18 -84 24 -58 23 -40 C22 -18 14 -9 0 -9 C-14 -9 -22 -18 -23 -40 C-24 -58 -18 -84 0 -80 Z',
    flat(0xfafaf6),
  );
  for (const x of [-10, 10]) pen.oval(x, -95, [11, 12], flat(0xfafaf6));
  for (const x of [-8, 8]) pen.eye(x, -97, 3.8);
  pen.shape('M-9 -90 Q0 -96 9 -90 L0 -78 Z', flat(0xf2a33a));
}

function drawOwl(pen: Pen, { main, dice }: Look): void {
  pen.shadow(30);
  pen.shape(
    'M0 -110 C34 -110 40 -80 38 -50 C36 -18 22 -4 0 -4 C-22 -4 -36 -18 -38 -50 C-40 -80 -34 -110 0 -110 Z',
    main,
  );
  pen.shape('M-34 -100 L-34 -126 L-8 -108 Z', main);
  pen.shape('M34 -100 L34 -126 L8 -108 Z', main);
  pen.oval(0, -38, [24, 30], flat(lighter(main, 0.6)));
  for (const y of [-54, -42, -30, -18])
    pen.line(`M-14 ${y} q5 6 9 0 q5 6 9 0 q5 6 9 0`, darker(main, 0.15), 2.4);
  for (const flipped of [-1, 1]) {
    pen.turned(flipped * -dice.between(0, 16), [flipped * 34, -70], () =>
      pen.shape(
        `M${flipped * 34} -78 C${flipped * 50} -54 ${flipped * 44} -26 ${flipped * 30} -14 C${flipped * 26} -36 ${flipped * 26} -60 ${flipped * 34} -78 Z`,
        darker(main, 0.25),
      ),
    );
    pen.disc(flipped * 15, -88, 16.5, flat(0xfff6e0));
    pen.disc(flipped * 14, -88, 11, flat(0xf4b83a));
    pen.disc(flipped * 13, -88, 6.5, flat(0x201c1a));
    pen.disc(flipped * 13 + 2, -91, 2.2, flat(0xffffff));
    pen.line(`M${flipped * 8 - 5} -4 v5 M${flipped * 8} -4 v6 M${flipped * 8 + 5} -4 v5`, 0xe8a030, 4);
  }
  pen.shape('M-6 -82 H6 L0 -68 Z', flat(0xe8912d));
}

function drawFrog(pen: Pen, { main, dice }: Look): void {
  pen.shadow(44);
  for (const flipped of [-1, 1]) {
    pen.shape(
      `M${flipped * 18} -34 C${flipped * 52} -46 ${flipped * 56} -6 ${flipped * 44} -2 L${flipped * 20} -2 Z`,
      darker(main, 0.14),
    );
    pen.oval(flipped * 44, -3, [17, 5], darker(main, 0.1));
  }
  pen.shape('M-30 -40 C-30 -66 30 -66 30 -40 C34 -16 22 -3 0 -3 C-22 -3 -34 -16 -30 -40 Z', main);
  pen.oval(0, -20, [20, 15], flat(lighter(main, 0.6)));
  pen.oval(0, -54, [38, 22], main);
  for (const flipped of [-1, 1]) {
    pen.disc(flipped * 21, -73, 14, main);
    pen.disc(flipped * 21, -74, 9.5, flat(0xfffce0));
    pen.disc(flipped * 21 + dice.between(-2, 2), -74, 5.2, flat(0x20201a));
    pen.disc(flipped * 27, -47, 4.4, flat(0xf2a09a, 0.6));
    pen.oval(flipped * 15, -3, [11, 4.5], main);
  }
  pen.line('M-26 -50 Q0 -34 26 -50', darker(main, 0.55), 2.6);
}

function drawTurtle(pen: Pen, { main, dice }: Look): void {
  const skin = 0x9cc06a;
  pen.shadow(58);
  pen.shape('M-48 -18 L-66 -10 L-44 -8 Z', skin);
  for (const x of [-30, 30])
    pen.turned(dice.between(-8, 8), [x, -16], () => pen.box([x - 10, -20, 20, 20], skin, 7));
  pen.turned(dice.between(-10, 8), [44, -20], () => {
    pen.shape('M38 -14 C52 -12 54 -24 56 -36 L74 -30 C72 -8 58 -2 38 -4 Z', skin);
    pen.oval(68, -40, [18, 15], skin);
    pen.eye(74, -44, 3.6);
    pen.line('M72 -33 Q79 -31 84 -36', 0x4a6a32, 2);
  });
  const shell = 'M-54 -16 C-54 -58 -28 -74 0 -74 C28 -74 52 -58 52 -16 Z';
  pen.shape(shell, main);
  pen.inside(shell, () => {
    pen.line(
      'M-18 -80 L-24 -44 L-60 -34 M18 -80 L24 -44 L60 -34 M-24 -44 H24 M-24 -44 L-20 -12 M24 -44 L20 -12',
      darker(main, 0.35),
      4,
    );
  });
  pen.box([-57, -20, 112, 9], lighter(main, 0.35), 4);
}

function drawSnail(pen: Pen, { main, dice }: Look): void {
  const skin = 0xd8b98a;
  pen.shadow(52);
  pen.line(`M54 -34 L${60 + dice.between(-4, 6)} -64 M46 -34 L${44 + dice.between(-6, 3)} -64`, skin, 4);
  pen.disc(60, -65, 4.4, flat(0x3a302a));
  pen.disc(44, -65, 4.4, flat(0x3a302a));
  pen.shape(
    'M-62 0 C-52 -10 -30 -16 0 -16 C28 -16 34 -30 40 -38 C48 -44 62 -40 62 -28 C62 -10 54 0 40 0 Z',
    skin,
  );
  pen.disc(-4, -42, 35, main);
  pen.line(
    'M26 -38 C28 -68 -22 -76 -30 -46 C-34 -20 4 -14 10 -38 C12 -54 -12 -58 -14 -42 C-14 -34 -4 -34 -3 -40',
    darker(main, 0.4),
    5,
  );
  pen.line('M52 -20 Q57 -17 60 -22', 0x7a5a3a, 2);
}

// prettier-ignore
export const wild: readonly Kind[] = [
  { name: 'elephant', nouns: ['elephant'], habitats: ['land'], tall: 220, colours: ['gray'], doing: ['standing'], draw: drawElephant },
  { name: 'giraffe', nouns: ['giraffe'], habitats: ['land'], tall: 290, colours: ['yellow', 'golden'], doing: ['standing'], draw: drawGiraffe },
  { name: 'zebra', nouns: ['zebra'], habitats: ['land'], tall: 205, doing: ['standing'], draw: drawZebra },
  { name: 'bear', nouns: ['bear', 'bear', 'cub'], habitats: ['land', 'snow'], tall: 190, colours: ['brown', 'black', 'white'], doing: ['sitting'], draw: drawBear },
  { name: 'lion', nouns: ['lion'], habitats: ['land', 'sand'], tall: 185, colours: ['golden', 'yellow'], doing: ['standing'], draw: drawLion },
  { name: 'penguin', nouns: ['penguin'], habitats: ['snow'], tall: 165, doing: ['standing'], draw: drawPenguin },
  { name: 'owl', nouns: ['owl'], habitats: ['land'], tall: 140, colours: ['brown', 'gray', 'white'], draw: drawOwl },
  { name: 'frog', nouns: ['frog', 'toad'], habitats: ['land'], tall: 115, colours: ['green'], doing: ['sitting'], draw: drawFrog },
  { name: 'turtle', nouns: ['turtle', 'tortoise'], habitats: ['land', 'sand', 'deep'], tall: 105, colours: ['green', 'brown'], draw: drawTurtle },
  { name: 'snail', nouns: ['snail'], habitats: ['land'], tall: 90, colours: ['brown', 'orange', 'pink'], draw: drawSnail },
];
