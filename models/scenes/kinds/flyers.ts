import { bright, painted } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, lighter, shaded } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

/** Flies to the right with its wings up, or stands. */
function drawBird(pen: Pen, { main, dice }: Look): void {
  const dark = darker(main, 0.3);
  const body = 'M-44 -34 C-26 -50 4 -56 20 -44 C32 -30 18 -10 -4 -10 C-18 -10 -30 -20 -52 -22 Z';
  pen.turned(dice.between(-10, 8), [0, -34], () => {
    pen.shape('M-6 -40 C-20 -62 -26 -78 -22 -92 C-4 -84 10 -64 12 -42 Z', darker(main, 0.42));
    pen.shape(body, main);
    pen.oval(2, -20, [15, 9], flat(lighter(main, 0.6)));
    pen.disc(22, -48, 15, main);
    pen.shape('M35 -53 L52 -46 L35 -42 Z', flat(0xf2a33a));
    pen.eye(26, -51, 3.8);
    pen.turned(dice.between(-18, 18), [0, -38], () =>
      pen.shape('M-14 -38 C-32 -56 -40 -74 -38 -90 C-18 -84 6 -62 10 -36 C2 -28 -8 -30 -14 -38 Z', dark),
    );
  });
}

function drawButterfly(pen: Pen, { main, second, dice }: Look): void {
  pen.turned(dice.between(-22, 22), [0, -50], () => {
    for (const flipped of [-1, 1]) {
      pen.placed(0, 0, [flipped * dice.between(0.8, 1), 1], () => {
        pen.shape('M4 -48 C20 -100 58 -102 60 -74 C60 -54 30 -46 4 -48 Z', main);
        pen.shape('M4 -46 C32 -46 50 -34 46 -16 C40 2 14 -8 4 -46 Z', darker(main, 0.16));
        pen.disc(42, -76, 9, flat(lighter(second, 0.35)));
        pen.disc(30, -24, 6.5, flat(lighter(second, 0.35)));
        pen.disc(24, -60, 4.5, flat(0xffffff, 0.8));
      });
    }
    pen.line('M-1 -66 Q-8 -88 -14 -90 M1 -66 Q8 -88 14 -90', 0x33292b, 2.4);
    pen.box([-4, -70, 8, 52], flat(0x33292b), 4);
  });
}

function drawAirplane(pen: Pen, { main, dice }: Look): void {
  pen.turned(dice.between(-16, 4), [0, -40], () => {
    pen.shape('M-4 -46 L-30 -82 H-16 L26 -46 Z', lighter(0xb8c0cc, 0.1));
    pen.shape('M-78 -82 H-60 L-44 -50 H-74 Z', main);
    pen.shape(
      'M-82 -42 C-82 -54 -60 -56 40 -56 C66 -56 84 -46 88 -38 C86 -30 60 -26 40 -26 H-40 C-66 -26 -82 -34 -82 -42 Z',
      0xf4f5f7,
    );
    pen.shape('M-81 -40 H88 C86 -30 60 -26 40 -26 H-40 C-66 -26 -80 -32 -81 -40 Z', flat(main));
    pen.part('window', () => {
      for (let x = -46; x <= 42; x += 15) pen.box([x, -51, 8, 8], flat(0x4a6a8a), 3);
    });
    pen.shape('M60 -52 C70 -50 78 -46 82 -42 H60 Z', flat(0x4a6a8a));
    pen.shape('M-84 -40 L-96 -54 H-82 L-58 -40 Z', darker(main, 0.2));
    pen.shape('M-10 -34 L-40 4 H-22 L30 -34 Z', 0xc2cad6);
    pen.oval(0, -16, [13, 6], 0x8a95a5);
  });
}

function drawHelicopter(pen: Pen, { main, dice }: Look): void {
  pen.turned(dice.between(-8, 10), [0, -50], () => {
    pen.shape('M-14 -70 L-92 -66 L-100 -84 L-88 -84 L-82 -74 L-14 -84 Z', darker(main, 0.12));
    pen.line('M-106 -90 L-86 -64 M-108 -66 L-84 -88', 0x4a4f5c, 3);
    pen.line('M-30 -8 H46 C54 -8 56 -14 58 -18 M-10 -30 L-14 -8 M28 -30 L32 -8', 0x4a4f5c, 4.4);
    pen.shape(
      'M-40 -60 C-40 -86 -10 -90 14 -88 C44 -86 60 -66 60 -50 C58 -32 34 -28 6 -28 C-26 -28 -40 -36 -40 -60 Z',
      main,
    );
    pen.shape('M18 -80 C40 -80 54 -64 55 -52 H18 Z', flat(0xbfe3f5));
    pen.box([-18, -76, 28, 24], flat(0xbfe3f5), 4);
    pen.box([-2, -102, 8, 16], flat(0x4a4f5c));
    pen.oval(2, -103, [dice.between(70, 92), 4], flat(0x4a4f5c));
  });
}

function drawRocket(pen: Pen, { main, second, dice }: Look): void {
  pen.turned(dice.between(-24, 24), [0, -70], () => {
    pen.shape('M-14 -26 C-18 -8 -6 -4 0 16 C6 -4 18 -8 14 -26 Z', flat(0xf59a2c));
    pen.shape('M-7 -26 C-9 -14 -3 -10 0 2 C3 -10 9 -14 7 -26 Z', flat(0xfde27a));
    pen.shape('M-22 -62 C-46 -50 -46 -24 -42 -14 C-36 -26 -28 -32 -18 -32 Z', main);
    pen.shape('M22 -62 C46 -50 46 -24 42 -14 C36 -26 28 -32 18 -32 Z', darker(main, 0.12));
    pen.shape('M0 -148 C24 -124 30 -78 20 -26 H-20 C-30 -78 -24 -124 0 -148 Z', 0xf1f2f5);
    pen.shape('M0 -148 C12 -136 19 -120 22 -106 H-22 C-19 -120 -12 -136 0 -148 Z', main);
    pen.disc(0, -82, 13, darker(second, 0.2));
    pen.disc(0, -82, 9, flat(0xbfe8fa));
    pen.box([-5, -58, 10, 34], main, 4);
  });
}

/** Flies; the foot is the end of the string. */
function drawBalloon(pen: Pen, { main, dice }: Look): void {
  pen.line(`M0 0 C${dice.between(-14, 14)} -22 ${dice.between(-10, 10)} -40 0 -64`, 0x6d6a75, 1.8);
  pen.shape('M-6 -56 L0 -66 L6 -56 Z', darker(main, 0.2));
  pen.shape(
    'M0 -62 C-24 -72 -32 -94 -30 -106 C-28 -128 -12 -134 0 -134 C12 -134 28 -128 30 -106 C32 -94 24 -72 0 -62 Z',
    { ...shaded(main), direction: 'round', colours: [lighter(main, 0.45), main, darker(main, 0.28)] },
  );
  pen.turned(-28, [-13, -116], () => pen.oval(-13, -116, [4.5, 10], flat(0xffffff, 0.65)));
}

function drawHotAirBalloon(pen: Pen, { main, second }: Look): void {
  const skin = 'M0 -140 C-66 -140 -70 -72 -16 -34 H16 C70 -72 66 -140 0 -140 Z';
  pen.line('M-15 -36 L-11 -16 M15 -36 L11 -16 M0 -34 V-16', 0x6b4a2f, 1.8);
  pen.shape(skin, main);
  pen.inside(skin, () => {
    pen.shape('M-19 -142 C-56 -112 -46 -66 -11 -32 H-4 C-22 -66 -26 -106 -6 -142 Z', lighter(second, 0.25));
    pen.shape('M19 -142 C56 -112 46 -66 11 -32 H4 C22 -66 26 -106 6 -142 Z', lighter(second, 0.25));
    pen.shape('M10 -142 C60 -140 66 -70 14 -30 H60 V-142 Z', flat(0x2a1030, 0.14));
  });
  pen.part('basket', () => pen.box([-13, -18, 26, 18], 0xa8723f, 4));
}

function drawKite(pen: Pen, { main, second, dice }: Look): void {
  pen.turned(dice.between(4, 34), [0, -60], () => {
    pen.line('M0 0 C20 18 -14 30 4 48 S-8 66 2 78', 0x8a6a48, 2.4);
    for (const [x, y] of [
      [4, 20],
      [-2, 42],
      [0, 64],
    ] as const) {
      pen.shape(`M${x} ${y} l-10 -6 v12 Z M${x} ${y} l10 -6 v12 Z`, flat(second));
    }
    pen.shape('M0 -112 L40 -70 L0 0 L-40 -70 Z', main);
    pen.shape('M0 -112 L40 -70 H0 Z', flat(lighter(second, 0.15)));
    pen.shape('M-40 -70 H0 V0 Z', flat(lighter(second, 0.15)));
    pen.line('M0 -112 V0 M-40 -70 H40', 0x6b4a2f, 2);
  });
}

// prettier-ignore
export const flyers: readonly Kind[] = [
  { name: 'bird', nouns: ['bird'], habitats: ['sky'], tall: 92, colours: ['blue', 'red', 'yellow', 'brown', 'black', 'white', 'orange'], doing: ['flying'], draw: drawBird },
  { name: 'butterfly', nouns: [['butterfly', 'butterflies']], habitats: ['sky'], tall: 88, colours: ['orange', 'blue', 'yellow', 'pink', 'purple'], doing: ['flying'], draw: drawButterfly },
  { name: 'airplane', nouns: ['airplane', 'plane', 'jet'], habitats: ['sky'], tall: 100, colours: ['red', 'blue', 'orange', 'green', 'purple'], doing: ['flying'], draw: drawAirplane },
  { name: 'helicopter', nouns: ['helicopter', 'chopper'], habitats: ['sky'], tall: 110, colours: bright, doing: ['flying'], draw: drawHelicopter },
  { name: 'rocket', nouns: ['rocket', 'spaceship'], habitats: ['sky'], tall: 150, colours: ['red', 'blue', 'orange', 'purple'], doing: ['flying'], draw: drawRocket },
  { name: 'balloon', nouns: ['balloon'], habitats: ['sky'], tall: 140, colours: bright, doing: ['floating'], draw: drawBalloon },
  { name: 'hot-air-balloon', nouns: ['hot air *balloon', 'balloon'], habitats: ['sky'], tall: 170, colours: bright, doing: ['floating'], draw: drawHotAirBalloon },
  { name: 'kite', nouns: ['kite'], habitats: ['sky'], tall: 165, colours: painted.slice(0, 7), doing: ['flying'], draw: drawKite },
];
