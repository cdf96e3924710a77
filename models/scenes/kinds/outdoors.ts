import { bright } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, halo, lighter } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

function drawBall(pen: Pen, { main, second, dice }: Look): void {
  pen.shadow(24);
  pen.disc(0, -24, 24, {
    direction: 'round',
    colours: [lighter(main, 0.35), main, darker(main, 0.3)],
    opacities: [1, 1, 1],
  });
  pen.turned(dice.between(0, 180), [0, -24], () => {
    const stripe = lighter(second, 0.5);
    pen.line('M-19 -38 Q0 -28 19 -38 M-19 -10 Q0 -20 19 -10', flat(stripe, 0.9), 5);
  });
  pen.oval(-8, -34, [5, 3.6], flat(0xffffff, 0.55));
}

function drawBench(pen: Pen, { main }: Look): void {
  pen.shadow(70);
  for (const x of [-50, 44]) pen.box([x, -62, 7, 62], flat(0x3f444f), 2);
  for (const y of [-66, -52]) pen.box([-62, y, 124, 10], main, 3);
  pen.box([-66, -32, 132, 12], lighter(main, 0.1), 3);
  for (const x of [-58, 50]) pen.box([x, -22, 8, 22], flat(0x3f444f), 2);
}

function drawStreetlamp(pen: Pen, { dice }: Look): void {
  const iron = 0x3a404d;
  pen.shadow(16);
  pen.stain(0, -136, [54, 54], halo(0xffe9a3, dice.between(0.5, 0.9)));
  pen.box([-4, -122, 8, 122], iron, 2);
  pen.box([-11, -8, 22, 8], iron, 2);
  pen.box([-14, -118, 28, 4], flat(iron), 2);
  pen.shape('M-13 -122 L-17 -150 H17 L13 -122 Z', flat(0xfff1b8));
  pen.line('M-5 -122 L-6 -150 M5 -122 L6 -150', iron, 1.8);
  pen.shape('M-21 -150 L0 -165 L21 -150 Z', iron);
}

function drawUmbrella(pen: Pen, { main, second }: Look): void {
  const dome =
    'M-64 -70 C-58 -130 58 -130 64 -70 Q54 -80 43 -70 Q32 -80 21 -70 Q10 -80 0 -70 Q-10 -80 -21 -70 Q-32 -80 -43 -70 Q-54 -80 -64 -70 Z';
  pen.shadow(34);
  pen.line('M0 -112 V-4', 0x8a6a48, 5);
  pen.shape(dome, main);
  pen.inside(dome, () => {
    pen.shape('M0 -122 C-16 -110 -20 -90 -21 -66 H21 C20 -90 16 -110 0 -122 Z', lighter(second, 0.35));
    pen.shape('M0 -122 C-36 -118 -62 -96 -64 -66 H-43 C-38 -92 -22 -112 0 -122 Z', lighter(second, 0.35));
    pen.shape('M0 -122 C36 -118 62 -96 64 -66 H43 C38 -92 22 -112 0 -122 Z', lighter(second, 0.35));
  });
  pen.disc(0, -118, 4, flat(0x8a6a48));
}

function drawSnowman(pen: Pen, { main, dice }: Look): void {
  const snow = { direction: 'round', colours: [0xffffff, 0xf1f6fc, 0xb9cbe0], opacities: [1, 1, 1] } as const;
  pen.shadow(40, 0.3);
  const lift = dice.between(-14, 10);
  pen.turned(-lift, [-20, -64], () => pen.line('M-18 -64 L-48 -84 M-40 -79 L-44 -68', 0x6b4426, 4));
  pen.turned(lift, [20, -64], () => pen.line('M18 -64 L48 -86 M40 -80 L48 -72', 0x6b4426, 4));
  pen.disc(0, -28, 33, snow);
  pen.disc(0, -72, 24, snow);
  for (const y of [-78, -66, -38]) pen.disc(0, y, 3.2, flat(0x333844));
  pen.disc(0, -106, 19, snow);
  for (const x of [-7, 7]) pen.disc(x, -110, 3, flat(0x333844));
  pen.shape('M0 -107 L25 -102 L0 -99 Z', flat(0xf08a35));
  pen.part('scarf', () => {
    pen.line('M-17 -92 Q0 -83 17 -92', main, 9);
    pen.line('M10 -88 L15 -64', main, 8);
  });
  pen.part('hat', () => {
    pen.box([-23, -124, 46, 6], flat(0x333844), 3);
    pen.box([-15, -150, 30, 28], 0x333844, 2);
    pen.box([-15, -130, 30, 7], flat(main));
  });
}

function drawFence(pen: Pen, { main }: Look): void {
  pen.shadow(86, 0.25);
  for (const y of [-44, -20]) pen.box([-92, y, 184, 8], darker(main, 0.1), 2);
  for (let x = -88; x < 84; x += 27) pen.shape(`M${x} 0 V-56 l8.5 -12 l8.5 12 V0 Z`, main);
}

function drawRock(pen: Pen, { main, dice }: Look): void {
  const peak = dice.between(-16, 14);
  pen.shadow(58);
  pen.shape(
    `M-56 0 C-60 -22 -46 -34 -38 -46 L${peak - 14} -70 L${peak + 12} -66 C34 -56 54 -34 58 0 Z`,
    main,
  );
  pen.shape(`M${peak - 14} -70 L${peak + 12} -66 L22 -30 L-6 -36 Z`, flat(lighter(main, 0.3)));
  pen.shape('M22 -30 C34 -22 44 -10 46 0 H14 L-6 -36 Z', flat(darker(main, 0.2)));
  pen.line('M-34 -18 l12 -6 l6 8', flat(darker(main, 0.45), 0.8), 2.2);
}

function drawTrafficLight(pen: Pen, { dice }: Look): void {
  const lit = dice.whole(0, 2);
  pen.shadow(16);
  pen.box([-4, -84, 8, 84], 0x4a4f5c, 2);
  pen.box([-20, -168, 40, 90], 0x2b2f38, 9);
  const lamps = [0xf0483c, 0xf9c83a, 0x4fd06a] as const;
  for (const [i, colour] of lamps.entries()) {
    const y = -151 + 27 * i;
    if (i === lit) pen.stain(0, y, [26, 26], halo(colour, 0.8));
    pen.disc(0, y, 11, flat(i === lit ? colour : darker(colour, 0.68)));
  }
}

function drawCampfire(pen: Pen, { dice }: Look): void {
  pen.stain(0, -30, [80, 66], halo(0xffb347, 0.65));
  pen.line('M-38 -4 L30 -16 M38 -4 L-30 -16', 0x7a4a2a, 11);
  const sway = dice.between(-8, 8);
  pen.shape(
    `M-28 -12 C-36 -40 -14 -48 ${sway - 4} -92 C12 -64 36 -44 28 -12 C16 -2 -16 -2 -28 -12 Z`,
    0xf0702c,
  );
  pen.shape(
    `M-18 -10 C-22 -32 -8 -40 ${sway} -66 C8 -44 22 -32 18 -10 C10 -4 -10 -4 -18 -10 Z`,
    flat(0xf9b233),
  );
  pen.shape(`M-9 -8 C-11 -24 -3 -28 ${sway * 0.5} -42 C5 -28 11 -22 9 -8 Z`, flat(0xfdeaa0));
}

// prettier-ignore
export const outdoors: readonly Kind[] = [
  { name: 'ball', nouns: ['ball'], habitats: ['land', 'floor', 'sand'], tall: 80, colours: bright, draw: drawBall },
  { name: 'bench', nouns: [['bench', 'benches']], habitats: ['land', 'road', 'sand'], tall: 105, colours: ['brown', 'green', 'red', 'blue'], materials: ['wooden'], draw: drawBench },
  { name: 'streetlamp', nouns: ['streetlamp', 'lamppost', 'lamp'], habitats: ['road', 'snow'], tall: 260, draw: drawStreetlamp },
  { name: 'umbrella', nouns: ['umbrella', 'parasol'], habitats: ['sand', 'land'], tall: 200, colours: bright, draw: drawUmbrella },
  { name: 'snowman', nouns: [['snowman', 'snowmen']], habitats: ['snow'], tall: 200, colours: ['red', 'blue', 'green', 'orange', 'purple', 'yellow'], colourOf: [['scarf', 'with a']], draw: drawSnowman },
  { name: 'fence', nouns: ['fence'], habitats: ['land'], tall: 92, colours: ['white', 'brown'], materials: ['wooden'], draw: drawFence },
  { name: 'rock', nouns: ['rock', 'stone', 'boulder'], habitats: ['land', 'sand'], tall: 95, colours: ['gray', 'brown'], draw: drawRock },
  { name: 'traffic-light', nouns: ['traffic *light', 'stoplight'], habitats: ['road'], tall: 230, draw: drawTrafficLight },
  { name: 'campfire', nouns: ['campfire', 'fire', 'bonfire'], habitats: ['land', 'sand', 'snow'], tall: 120, draw: drawCampfire },
];
