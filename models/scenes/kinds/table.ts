import { bright, painted } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, halo, lighter, rounded } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

function drawCup(pen: Pen, { main, dice }: Look): void {
  pen.shadow(26, 0.3);
  if (dice.chance(0.5))
    pen.line('M-9 -68 q-8 -10 0 -19 t0 -19 M9 -68 q-8 -10 0 -19 t0 -19', flat(0xffffff, 0.6), 4);
  pen.line('M26 -48 C52 -52 50 -14 20 -16', darker(main, 0.1), 8);
  pen.shape('M-31 -60 H31 C31 -26 25 0 14 0 H-14 C-25 0 -31 -26 -31 -60 Z', {
    direction: 'side',
    colours: [lighter(main, 0.28), main, darker(main, 0.28)],
    opacities: [1, 1, 1],
  });
  pen.oval(0, -60, [31, 7], flat(lighter(main, 0.45)));
  pen.oval(0, -59, [26, 5], flat(0x6b432a));
}

function drawApple(pen: Pen, { main, dice }: Look): void {
  pen.shadow(24, 0.3);
  pen.shape(
    'M0 -46 C-14 -55 -34 -45 -33 -24 C-31 -2 -14 3 0 -2 C14 3 31 -2 33 -24 C34 -45 14 -55 0 -46 Z',
    rounded(main),
  );
  pen.line('M0 -45 Q1 -56 7 -62', 0x6b4426, 4);
  pen.turned(dice.between(-12, 14), [4, -54], () =>
    pen.shape('M4 -54 q13 -13 28 -5 q-10 10 -28 5 Z', 0x6bab4a),
  );
  pen.oval(-15, -34, [5, 8], flat(0xffffff, 0.4));
}

function drawBanana(pen: Pen, { main }: Look): void {
  pen.shadow(42, 0.3);
  pen.shape(
    'M-52 -50 C-48 -4 6 14 48 -14 C54 -18 56 -26 50 -28 C20 -18 -22 -22 -40 -54 C-44 -58 -52 -56 -52 -50 Z',
    main,
  );
  pen.shape('M-48 -46 C-40 -16 10 0 50 -21 C20 -12 -26 -18 -44 -50 Z', flat(lighter(main, 0.4), 0.8));
  pen.shape('M-53 -50 L-56 -64 L-47 -66 L-42 -54 Z', flat(0x8a7030));
  pen.shape('M46 -15 L54 -17 L55 -27 L49 -28 Z', flat(0x6a5428));
}

function drawCake(pen: Pen, { main, dice }: Look): void {
  pen.shadow(60, 0.3);
  pen.oval(0, -4, [64, 9], 0xe9edf2);
  pen.box([-50, -50, 100, 46], 0xe8c48a, 6);
  pen.box([-50, -32, 100, 8], flat(0xfff4dc));
  pen.shape(
    'M-52 -46 C-52 -62 52 -62 52 -46 V-40 C48 -30 40 -30 38 -40 C34 -26 22 -26 20 -38 C16 -30 4 -30 2 -40 C-2 -24 -16 -26 -18 -38 C-22 -30 -34 -30 -36 -40 C-40 -28 -50 -30 -52 -40 Z',
    main,
  );
  pen.part('candle', () => {
    const count = dice.whole(1, 4);
    for (let i = 0; i < count; i++) {
      const x = (i - (count - 1) / 2) * 22;
      pen.box([x - 3, -84, 6, 28], dice.pick([0x5aa9e6, 0xf2668b, 0x7fc97a]), 2);
      pen.stain(x, -92, [14, 14], halo(0xffd873, 0.8));
      pen.shape(
        `M${x} -104 C${x + 7} -94 ${x + 5} -86 ${x} -85 C${x - 5} -86 ${x - 7} -94 ${x} -104 Z`,
        flat(0xf9a826),
      );
    }
  });
}

function drawBottle(pen: Pen, { main }: Look): void {
  pen.shadow(20, 0.3);
  pen.shape(
    'M-10 -112 H10 V-84 C10 -72 24 -70 24 -52 V-8 C24 -2 20 0 16 0 H-16 C-20 0 -24 -2 -24 -8 V-52 C-24 -70 -10 -72 -10 -84 Z',
    { direction: 'side', colours: [lighter(main, 0.35), main, darker(main, 0.3)], opacities: [1, 1, 1] },
  );
  pen.box([-11, -122, 22, 13], 0xa87a4a, 3);
  pen.box([-24, -50, 48, 30], flat(0xfbf4e2));
  pen.line('M-15 -40 H15 M-15 -31 H8', 0xa09080, 2.6);
  pen.line('M-16 -56 V-12', flat(0xffffff, 0.45), 4);
}

function drawBook(pen: Pen, { main, dice }: Look): void {
  pen.shadow(40, 0.3);
  pen.turned(dice.between(-5, 5), [0, -40], () => {
    pen.shape('M-34 -92 L-42 -86 V4 L-34 0 Z', darker(main, 0.35));
    pen.box([-35, -92, 74, 92], flat(0xf6f0e0), 2);
    pen.box([-36, -92, 70, 92], main, 3);
    pen.line('M-27 -92 V0', flat(darker(main, 0.4), 0.7), 3);
    pen.box([-17, -76, 42, 22], flat(0xfbf4e2), 2);
    pen.line('M-11 -69 H19 M-11 -61 H11', 0x8a7a6a, 2.6);
    pen.disc(4, -28, 9, flat(lighter(main, 0.5)));
  });
}

function drawVase(pen: Pen, { main, second, dice }: Look): void {
  pen.shadow(28, 0.3);
  for (const [angle, i] of [
    [-22, 0],
    [0, 1],
    [22, 2],
  ] as const) {
    pen.turned(angle + dice.between(-4, 4), [0, -58], () => {
      pen.line('M0 -56 V-104', 0x4a9a4c, 4);
      pen.part('flower', () => {
        for (let petal = 0; petal < 6; petal++)
          pen.turned(petal * 60, [0, -112], () =>
            pen.oval(0, -121, [6, 8.5], lighter(second, i === 1 ? 0 : 0.3)),
          );
        pen.disc(0, -112, 6, flat(0xf6c530));
      });
    });
  }
  pen.shape(
    'M-14 -66 H14 C12 -52 28 -44 28 -24 C28 -8 20 0 12 0 H-12 C-20 0 -28 -8 -28 -24 C-28 -44 -12 -52 -14 -66 Z',
    { direction: 'side', colours: [lighter(main, 0.3), main, darker(main, 0.3)], opacities: [1, 1, 1] },
  );
  pen.line('M-26 -30 Q0 -20 26 -30', flat(lighter(main, 0.6), 0.8), 4);
}

function drawTeapot(pen: Pen, { main }: Look): void {
  pen.shadow(50, 0.3);
  pen.line('M-36 -54 C-66 -58 -66 -14 -36 -18', darker(main, 0.12), 8);
  pen.shape('M34 -18 C52 -22 52 -48 66 -58 L76 -54 C66 -36 66 -14 36 -6 Z', darker(main, 0.06));
  pen.oval(0, -36, [46, 36], main);
  pen.box([-24, -5, 48, 6], darker(main, 0.2), 3);
  pen.shape('M-26 -66 C-22 -80 22 -80 26 -66 Z', lighter(main, 0.14));
  pen.disc(0, -81, 6, main);
  pen.line('M-38 -30 Q0 -16 38 -30', flat(lighter(main, 0.6), 0.85), 4.4);
}

function drawCandle(pen: Pen, { main, dice }: Look): void {
  pen.shadow(26, 0.3);
  pen.stain(0, -92, [44, 44], halo(0xffd873, 0.75));
  pen.box([-12, -74, 24, 72], main, 4);
  pen.line('M-8 -72 Q-9 -58 -7 -52', lighter(main, 0.4), 4);
  pen.line('M0 -74 V-82', 0x3a3033, 2.4);
  pen.shape(`M${dice.between(-3, 3)} -112 C11 -96 9 -82 0 -80 C-9 -82 -11 -96 0 -112 Z`, flat(0xf9a826));
  pen.oval(0, -87, [3.4, 6], flat(0xfff2c0));
  pen.oval(0, -3, [32, 7], 0xc9a24a);
}

function drawPizza(pen: Pen, { dice }: Look): void {
  pen.shadow(58, 0.3);
  pen.oval(0, -24, [62, 26], 0xd9a05a);
  pen.oval(0, -26, [53, 21], flat(0xe8622f));
  pen.oval(0, -26, [50, 19], flat(0xf8d468));
  for (const [x, y] of [
    [-28, -30],
    [-8, -20],
    [14, -34],
    [30, -22],
    [-14, -38],
    [6, -13],
    [-34, -20],
  ] as const)
    pen.oval(x + dice.between(-3, 3), y, [8, 4.4], flat(0xc8402f));
  for (const [x, y] of [
    [-18, -28],
    [20, -24],
    [2, -32],
    [-2, -16],
  ] as const)
    pen.oval(x, y, [4, 2.4], flat(0x4f8a3c));
}

// prettier-ignore
export const tableware: readonly Kind[] = [
  { name: 'cup', nouns: ['cup', 'mug'], habitats: ['table'], tall: 125, colours: painted, draw: drawCup },
  { name: 'apple', nouns: ['apple'], habitats: ['table'], tall: 95, colours: ['red', 'green', 'yellow'], draw: drawApple },
  { name: 'banana', nouns: ['banana'], habitats: ['table'], tall: 88, colours: ['yellow'], draw: drawBanana },
  { name: 'cake', nouns: ['cake'], habitats: ['table'], tall: 150, colours: ['pink', 'white', 'brown', 'blue'], draw: drawCake },
  { name: 'bottle', nouns: ['bottle'], habitats: ['table'], tall: 185, colours: ['green', 'blue', 'brown', 'red'], materials: ['glass'], draw: drawBottle },
  { name: 'book', nouns: ['book'], habitats: ['table', 'floor'], tall: 120, colours: bright, draw: drawBook },
  { name: 'vase', nouns: ['vase'], habitats: ['table'], tall: 180, colours: ['blue', 'white', 'green', 'orange', 'purple'], draw: drawVase },
  { name: 'teapot', nouns: ['teapot'], habitats: ['table'], tall: 130, colours: painted, draw: drawTeapot },
  { name: 'candle', nouns: ['candle'], habitats: ['table'], tall: 140, colours: ['white', 'red', 'beige', 'purple', 'green'], draw: drawCandle },
  { name: 'pizza', nouns: ['pizza'], habitats: ['table'], tall: 72, draw: drawPizza },
];
