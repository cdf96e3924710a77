import { darker, down, flat, lighter, mix } from '../raster/fills.ts';
import type { Colour } from '../raster/fills.ts';
import { region, stageHeight, type Backdrop, type Region, type Setting, type Stage } from './setting.ts';

const wallpapers: readonly Colour[] = [0xf0e2cc, 0xd8e4ea, 0xe6ead2, 0xf2d8d0, 0xe0d8ea, 0xf4ecd8, 0xc8dcd4];

function wall({ dice, width }: Stage, foot: number): Region {
  const paint = dice.pick(wallpapers);
  const pattern = dice.whole(0, 3);
  return region('wall', (pen) => {
    pen.box([-4, -4, width + 8, foot + 8], down(lighter(paint, 0.15), paint, darker(paint, 0.12)));
    if (pattern === 1)
      for (let x = 12; x < width; x += 44) pen.box([x, -4, 16, foot + 4], flat(darker(paint, 0.2), 0.25));
    if (pattern === 2)
      for (let y = 22, odd = 0; y < foot; y += 42, odd ^= 1)
        for (let x = 20 + odd * 24; x < width; x += 48) pen.disc(x, y, 4, flat(darker(paint, 0.3), 0.3));
    pen.box([-4, foot - 12, width + 8, 16], flat(mix(paint, 0xffffff, 0.7)));
  });
}

function window({ dice, width }: Stage): Region {
  const [x, y] = [Math.round(dice.between(0.06, 0.66) * (width - 150)), Math.round(dice.between(34, 56))];
  const night = dice.chance(0.2);
  return region('window', (pen) => {
    pen.box([x - 9, y - 9, 150, 168], 0xfffaf0, 5);
    pen.box([x, y, 132, 150], night ? down(0x141a40, 0x3a4680) : down(0x8fd0f5, 0xdff3ff), 2);
    if (!night) pen.shape(`M${x} ${y + 112} q36 -24 70 -6 t62 -4 V${y + 150} H${x} Z`, 0x8cc474);
    pen.box([x + 63, y, 6, 150], flat(0xfffaf0));
    pen.box([x, y + 72, 132, 6], flat(0xfffaf0));
  });
}

function drawRoom(stage: Stage): Backdrop {
  const { dice, width } = stage;
  const foot = dice.between(325, 355);
  const wood = dice.pick([0xc89a64, 0xb08052, 0xd8b080, 0x9a7050]);
  const floor = region('floor', (pen) => {
    pen.box([-4, foot, width + 8, stageHeight - foot + 4], down(lighter(wood, 0.12), darker(wood, 0.12)));
    for (let i = 0, y = foot + 14; y < stageHeight; y += 16 + 5 * i, i++)
      pen.box([-4, y, width + 8, 2], flat(darker(wood, 0.5), 0.5));
  });
  const regions = [wall(stage, foot), ...(dice.chance(0.6) ? [window(stage)] : []), floor];
  if (dice.chance(0.5)) {
    const colour = dice.pick([0xb8504a, 0x4a6fa8, 0x6a9a6a, 0xc8a048, 0x8a6aa0]);
    const x = width * dice.between(0.35, 0.65);
    regions.push(
      region('rug', (pen) => {
        pen.oval(x, 428, [width * 0.36, 38], flat(darker(colour, 0.12)));
        pen.oval(x, 427, [width * 0.31, 31], flat(lighter(colour, 0.35)));
        pen.oval(x, 427, [width * 0.28, 27], flat(colour));
      }),
    );
  }
  return { regions, zones: [{ habitats: ['floor'], top: foot + 26, bottom: 462, farScale: 0.85 }] };
}

function drawKitchen(stage: Stage): Backdrop {
  const { dice, width } = stage;
  const edge = dice.between(300, 340);
  const wood = dice.pick([0xc08a55, 0xa8744a, 0xd8ac78, 0xe4e0da, 0x8a5e40]);
  const table = region('tabletop', (pen) => {
    pen.box(
      [-4, edge, width + 8, stageHeight - edge + 4],
      down(lighter(wood, 0.25), wood, darker(wood, 0.14)),
    );
    for (let i = 0; i < 9; i++) {
      const [x, y] = [Math.round(dice.between(-40, width)), Math.round(dice.between(edge + 12, 476))];
      pen.line(`M${x} ${y} q50 -5 100 0 t90 2`, flat(darker(wood, 0.4), 0.35), 1.8);
    }
    pen.box([-4, edge, width + 8, 4], flat(lighter(wood, 0.5), 0.7));
  });
  const regions = [wall(stage, edge), ...(dice.chance(0.45) ? [window(stage)] : []), table];
  return { regions, zones: [{ habitats: ['table'], top: edge + 26, bottom: 456, farScale: 0.9 }] };
}

// prettier-ignore
export const indoorSettings: readonly Setting[] = [
  { name: 'room', outdoors: false, places: ['in a room', 'on the floor', 'in the living room', 'on a wooden floor', 'in front of a wall', 'at home'], draw: drawRoom },
  { name: 'kitchen', outdoors: false, places: ['on a table', 'on the table', 'on the kitchen table', 'on a wooden table', 'in front of a wall'], draw: drawKitchen },
];
