import { bright } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, lighter, round } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

const bark = 0x8a5a35;

function drawTree(pen: Pen, { main, dice }: Look): void {
  const crown = [
    [-28, -74, 27],
    [26, -76, 28],
    [0, -102, 32],
    [-14, -58, 21],
    [16, -58, 22],
    [0, -78, 31],
  ] as const;
  pen.shadow(46);
  pen.part('trunk', () => pen.shape('M-11 0 C-7 -24 -8 -40 -6 -64 L7 -64 C7 -40 8 -24 13 0 Z', bark));
  pen.part('leaves', () => {
    const fill = round(lighter(main, 0.3), main, darker(main, 0.38));
    for (const [x, y, r] of crown)
      pen.disc(x + dice.between(-3, 3), y + dice.between(-3, 3), r + dice.between(-3, 3), fill);
    for (const [x, y] of [
      [-14, -108],
      [12, -90],
      [-30, -80],
    ] as const)
      pen.disc(x, y, 8, flat(0xf4ffd9, 0.3));
  });
  if (!dice.chance(0.25)) return;
  pen.part('apple', () => {
    for (const [x, y] of [
      [-30, -70],
      [24, -84],
      [4, -106],
      [-6, -78],
      [30, -62],
      [-16, -98],
    ] as const)
      pen.disc(x, y, 5, 0xd9362f);
  });
}

function drawPine(pen: Pen, { main, dice }: Look): void {
  const snowy = dice.chance(0.25);
  pen.shadow(36);
  pen.part('trunk', () => pen.box([-6, -22, 12, 22], bark));
  for (const [bottom, half] of [
    [-14, 42],
    [-48, 33],
    [-80, 24],
  ] as const) {
    pen.shape(
      `M${-half} ${bottom} Q0 ${bottom + 12} ${half} ${bottom} Q${half * 0.3} ${bottom - 22} 0 ${bottom - 56} Q${-half * 0.3} ${bottom - 22} ${-half} ${bottom} Z`,
      main,
    );
    if (!snowy) continue;
    pen.shape(
      `M0 ${bottom - 56} Q${half * 0.2} ${bottom - 30} ${half * 0.6} ${bottom - 12} Q${half * 0.2} ${bottom - 20} 0 ${bottom - 14} Q${-half * 0.3} ${bottom - 22} ${-half * 0.5} ${bottom - 14} Q${-half * 0.2} ${bottom - 30} 0 ${bottom - 56} Z`,
      flat(0xffffff),
    );
  }
}

function drawPalm(pen: Pen, { main, dice }: Look): void {
  const lean = dice.between(-18, 22);
  const top = lean;
  pen.shadow(30);
  pen.part('trunk', () => {
    pen.shape(
      `M-9 0 C-7 -40 ${lean * 0.4 - 5} -80 ${top - 4} -116 L${top + 5} -116 C${lean * 0.4 + 7} -80 6 -40 10 0 Z`,
      0xa87a4a,
    );
    for (let i = 1; i < 8; i++)
      pen.line(`M${(lean * i * i) / 64 - 7} ${-14 * i} q7 5 13 0`, flat(0x6a4626, 0.6), 2);
  });
  for (const angle of [-158, -118, -62, -22, 8, 172]) {
    pen.turned(angle + dice.between(-6, 6), [top, -116], () =>
      pen.shape(
        `M${top} -118 C${top + 24} -134 ${top + 52} -126 ${top + 66} -104 C${top + 48} -112 ${top + 24} -112 ${top} -112 Z`,
        angle > -90 && angle < 0 ? lighter(main, 0.12) : main,
      ),
    );
  }
  for (const x of [-6, 6]) pen.disc(top + x, -110, 6, 0x7a4a2a);
}

function drawCactus(pen: Pen, { main, dice }: Look): void {
  const [left, right] = [dice.between(-8, 10), dice.between(-10, 8)];
  pen.shadow(30);
  pen.line(`M-4 ${-36 + left} H-34 V${-64 + left}`, main, 17);
  pen.line(`M4 ${-50 + right} H34 V${-82 + right}`, darker(main, 0.1), 17);
  pen.box([-17, -112, 34, 112], main, 17);
  for (const x of [-8, 0, 8]) pen.line(`M${x} -100 V-4`, flat(darker(main, 0.4), 0.55), 1.8);
  for (const [x, y] of [
    [-12, -84],
    [12, -70],
    [-12, -56],
    [12, -36],
    [-12, -24],
  ] as const)
    pen.line(`M${x} ${y} l-4 -3 M${x} ${y} l4 -3`, 0xfbf6d8, 1.4);
  if (dice.chance(0.5))
    for (let i = 0; i < 5; i++)
      pen.turned(i * 36 - 72, [0, -112], () =>
        pen.part('flower', () => pen.oval(0, -120, [4.5, 9], flat(0xf078a4))),
      );
}

function drawFlower(pen: Pen, { main, dice }: Look): void {
  const green = 0x4a9a4c;
  pen.line(`M0 0 Q${dice.between(-8, 8)} -28 0 -62`, green, 5);
  pen.shape('M-1 -14 q-24 -4 -29 -24 q22 0 29 24 Z', green);
  pen.shape('M0 -22 q22 -4 27 -22 q-20 0 -27 22 Z', green);
  const petals = dice.whole(5, 9);
  const slender = petals > 7 ? 7 : 10.5;
  for (let i = 0; i < petals; i++) {
    pen.turned((360 * i) / petals, [0, -70], () =>
      pen.oval(0, -87, [slender, 13.5], round(lighter(main, 0.35), main, darker(main, 0.12))),
    );
  }
  pen.disc(0, -70, 10.5, main > 0xf00000 && (main & 0xff00) > 0xb000 ? 0x9a5a24 : 0xf6c530);
}

function drawMushroom(pen: Pen, { main, dice }: Look): void {
  const cap = 'M-38 -34 C-36 -68 -18 -82 0 -82 C18 -82 36 -68 38 -34 C20 -25 -20 -25 -38 -34 Z';
  pen.shadow(28);
  pen.shape('M-13 0 C-10 -18 -10 -28 -9 -38 H9 C10 -28 10 -18 14 0 C8 4 -8 4 -13 0 Z', 0xf3e6cd);
  pen.shape(cap, {
    direction: 'round',
    colours: [lighter(main, 0.4), main, darker(main, 0.2)],
    opacities: [1, 1, 1],
  });
  pen.inside(cap, () => {
    for (const [x, y, r] of [
      [-18, -52, 7],
      [4, -67, 6],
      [21, -48, 7.5],
      [-1, -44, 5],
      [-30, -38, 5],
    ] as const)
      pen.disc(x + dice.between(-3, 3), y, r, flat(0xfff6ee));
  });
}

function drawBush(pen: Pen, { main, dice }: Look): void {
  const berries = dice.chance(0.35);
  const fill = round(lighter(main, 0.3), main, darker(main, 0.35));
  pen.shadow(48);
  for (const [x, y, r] of [
    [-34, -16, 20],
    [-8, -32, 27],
    [26, -22, 24],
    [40, -12, 15],
    [0, -12, 24],
  ] as const)
    pen.disc(x, y, r + dice.between(-2, 2), fill);
  if (!berries) return;
  for (const [x, y] of [
    [-26, -24],
    [-6, -40],
    [16, -30],
    [32, -18],
    [2, -16],
    [-16, -10],
  ] as const)
    pen.disc(x, y, 4, 0xd9362f);
}

function drawPlant(pen: Pen, { main, dice }: Look): void {
  pen.shadow(28);
  const green = 0x4f9f55;
  for (const angle of [-52, -28, -8, 14, 34, 56]) {
    pen.turned(angle + dice.between(-5, 5), [0, -38], () =>
      pen.shape(
        'M-3 -38 C-18 -62 -10 -96 0 -112 C10 -96 16 -62 3 -38 Z',
        angle % 4 === 0 ? green : darker(green, 0.15),
      ),
    );
  }
  pen.part('pot', () => {
    pen.shape('M-26 -40 H26 L19 0 H-19 Z', main);
    pen.box([-30, -46, 60, 12], darker(main, 0.08), 4);
  });
}

// prettier-ignore
export const plants: readonly Kind[] = [
  { name: 'tree', nouns: ['tree', 'tree', 'oak'], habitats: ['land'], tall: 290, colours: ['green', 'green', 'orange', 'yellow'], draw: drawTree },
  { name: 'pine', nouns: ['*pine *tree', 'fir', 'pine'], habitats: ['land', 'snow'], tall: 290, colours: ['green'], draw: drawPine },
  { name: 'palm', nouns: ['*palm *tree', 'palm'], habitats: ['sand'], tall: 290, colours: ['green'], draw: drawPalm },
  { name: 'cactus', nouns: [['cactus', 'cacti']], habitats: ['sand'], tall: 180, colours: ['green'], draw: drawCactus },
  { name: 'flower', nouns: ['flower', 'flower', ['daisy', 'daisies'], 'blossom'], habitats: ['land'], tall: 130, colours: ['pink', 'red', 'yellow', 'white', 'purple', 'blue', 'orange'], draw: drawFlower },
  { name: 'mushroom', nouns: ['mushroom', 'toadstool'], habitats: ['land'], tall: 105, colours: ['red', 'brown', 'orange'], draw: drawMushroom },
  { name: 'bush', nouns: ['bush', 'shrub'].map((one) => [one, one === 'bush' ? 'bushes' : 'shrubs'] as const), habitats: ['land'], tall: 100, colours: ['green'], draw: drawBush },
  { name: 'plant', nouns: ['plant', 'houseplant'], habitats: ['floor', 'table'], tall: 165, colours: bright, colourOf: [['pot', 'in a']], draw: drawPlant },
];
