import { bright, painted } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, lighter } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

const glass = 0xc4e6f6;

function drawWheels(pen: Pen, places: readonly number[], radius: number): void {
  pen.part('wheel', () => {
    for (const x of places) {
      pen.disc(x, -radius, radius, flat(0x2b2f38));
      pen.disc(x, -radius, radius * 0.55, flat(0xc6ccd6));
      pen.disc(x, -radius, radius * 0.2, flat(0x6a727f));
    }
  });
}

function drawCar(pen: Pen, { main, dice }: Look): void {
  const roof = dice.pick([
    'M-42 -42 C-34 -70 -22 -78 -4 -78 H14 C30 -78 40 -64 48 -42 Z',
    'M-58 -42 C-56 -68 -48 -78 -30 -78 H20 C34 -78 42 -62 48 -42 Z',
  ]);
  pen.shadow(80);
  pen.shape(roof, darker(main, 0.06));
  pen.part('window', () =>
    pen.inside(roof, () => {
      pen.shape('M-50 -46 V-70 H-3 V-46 Z', flat(glass));
      pen.shape('M4 -46 V-70 H54 V-46 Z', flat(glass));
      pen.shape('M-30 -46 L-20 -72 H-12 L-22 -46 Z', flat(0xffffff, 0.5));
    }),
  );
  pen.line(roof, darker(main, 0.06), 5);
  pen.shape(
    'M-74 -14 C-76 -38 -64 -45 -44 -47 H48 C68 -45 78 -36 78 -14 C78 -10 74 -8 68 -8 H-66 C-71 -8 -74 -10 -74 -14 Z',
    main,
  );
  pen.line('M0 -46 V-14', darker(main, 0.3), 1.8);
  pen.box([6, -38, 12, 3.5], flat(darker(main, 0.45)), 1.6);
  pen.oval(72, -30, [6, 7], flat(0xffe9a3));
  pen.oval(-71, -30, [4, 6], flat(0xf06a5a));
  drawWheels(pen, [-42, 44], 17);
}

function drawBus(pen: Pen, { main }: Look): void {
  pen.shadow(112);
  pen.box([-104, -106, 208, 94], main, 12);
  pen.box([-104, -46, 208, 9], flat(darker(main, 0.35)));
  pen.part('window', () => {
    for (const x of [-94, -56, -18, 20]) pen.box([x, -94, 32, 34], flat(glass), 4);
  });
  pen.part('door', () => pen.box([62, -94, 34, 76], flat(lighter(glass, 0.4)), 4));
  pen.box([78, -94, 2.5, 76], flat(darker(main, 0.45)));
  pen.oval(101, -30, [4, 7], flat(0xfff0b8));
  drawWheels(pen, [-62, 38], 18);
}

function drawTruck(pen: Pen, { main, second }: Look): void {
  pen.shadow(104);
  pen.box([-104, -24, 200, 10], flat(0x4a4f5c), 3);
  pen.box([-106, -112, 136, 92], lighter(second, 0.55), 4);
  for (const x of [-84, -61, -38, -15, 8]) pen.line(`M${x} -106 V-28`, flat(0x2a2430, 0.12), 2);
  pen.shape('M36 -20 V-92 H66 C78 -92 84 -80 90 -56 C102 -54 104 -46 104 -20 Z', main);
  pen.part('window', () => pen.shape('M50 -84 H64 C72 -84 76 -72 80 -56 H50 Z', flat(glass)));
  pen.box([92, -42, 12, 10], flat(0xffe9a3), 3);
  drawWheels(pen, [-76, -38, 70], 17);
}

function drawTractor(pen: Pen, { main }: Look): void {
  pen.shadow(78);
  pen.box([34, -104, 6, 40], flat(0x4a4f5c), 2);
  pen.shape('M-8 -30 V-66 H62 C70 -66 74 -58 74 -48 V-26 Z', main);
  for (const x of [44, 52, 60]) pen.line(`M${x} -58 V-36`, darker(main, 0.4), 3);
  pen.shape('M-56 -58 L-48 -122 H4 L10 -66 V-40 H-40 Z', main);
  pen.part('window', () => pen.shape('M-40 -66 L-36 -112 H-2 L2 -66 Z', flat(glass)));
  pen.box([-56, -128, 70, 9], darker(main, 0.2), 4);
  drawWheels(pen, [-34], 38);
  drawWheels(pen, [54], 22);
}

function drawTrain(pen: Pen, { main, second }: Look): void {
  pen.shadow(106);
  pen.line('M-112 -2 H112', 0x6a6560, 4);
  pen.shape('M74 -96 L70 -124 H94 L88 -96 Z', flat(0x3a3d48));
  for (const [x, y, r] of [
    [84, -134, 10],
    [70, -144, 13],
    [50, -152, 15],
  ] as const)
    pen.stain(x, y, [r, r], flat(0xf4f4f6, 0.75));
  pen.box([-14, -88, 116, 58], main, 22);
  for (const x of [20, 56]) pen.box([x, -88, 6, 58], flat(lighter(second, 0.3)));
  pen.box([-56, -124, 62, 96], darker(main, 0.1), 4);
  pen.part('window', () => pen.box([-44, -110, 38, 34], flat(glass), 4));
  pen.box([-64, -132, 78, 11], darker(second, 0.2), 4);
  pen.shape('M92 -30 L116 -8 H80 Z', flat(0x4a4f5c));
  pen.box([-60, -34, 160, 12], flat(0x3a3d48), 3);
  pen.disc(102, -60, 8, flat(0xffe9a3));
  drawWheels(pen, [-38, 4, 40, 76], 17);
}

function drawBicycle(pen: Pen, { main, dice }: Look): void {
  pen.shadow(64, 0.3);
  pen.part('wheel', () => {
    for (const x of [-46, 46]) {
      pen.line(
        `M${x - 31} -33 C${x - 31} -74 ${x + 31} -74 ${x + 31} -33 C${x + 31} 8 ${x - 31} 8 ${x - 31} -33`,
        0x2b2f38,
        6,
      );
      for (let i = 0; i < 4; i++)
        pen.turned(i * 45 + dice.between(0, 20), [x, -33], () =>
          pen.line(`M${x} -62 V-4`, flat(0x8a919c, 0.8), 1.2),
        );
      pen.disc(x, -33, 4, flat(0x8a919c));
    }
  });
  pen.line('M-46 -33 L-22 -76 L28 -76 L-4 -33 Z M-26 -84 L-4 -33 M-46 -33 H-4 M46 -33 L24 -88', main, 6);
  pen.line('M24 -88 C26 -98 36 -98 42 -92', 0x3a3d48, 5);
  pen.box([-38, -90, 24, 7], flat(0x3a3033), 3.5);
  pen.line('M-4 -33 L4 -20 M0 -18 H10', 0x3a3d48, 4);
}

/** Floats; the foot is the water line. */
function drawSailboat(pen: Pen, { main, second, dice }: Look): void {
  pen.turned(dice.between(-5, 5), [0, 0], () => {
    pen.box([-3, -130, 6, 112], 0x7a5533);
    pen.part('sail', () => {
      pen.shape('M6 -126 Q64 -72 58 -32 H6 Z', lighter(second, dice.chance(0.5) ? 0.92 : 0.35));
      pen.shape('M-8 -114 Q-46 -64 -44 -34 H-8 Z', lighter(second, 0.92));
    });
    pen.part('flag', () => pen.shape('M-2 -130 l24 8 l-24 8 Z', flat(main)));
    pen.shape('M-66 -24 H70 C64 2 46 10 30 10 H-30 C-50 10 -62 -4 -66 -24 Z', main);
    pen.box([-67, -27, 138, 7], flat(lighter(main, 0.7)), 3);
  });
  pen.stain(0, 10, [76, 6], flat(0xffffff, 0.35));
}

// prettier-ignore
export const vehicles: readonly Kind[] = [
  { name: 'car', nouns: ['car', 'car', 'automobile'], habitats: ['road', 'land'], tall: 110, colours: painted, doing: ['parked'], draw: drawCar },
  { name: 'bus', nouns: [['bus', 'buses']], habitats: ['road'], tall: 160, colours: ['yellow', 'red', 'blue', 'green', 'orange', 'white'], draw: drawBus },
  { name: 'truck', nouns: ['truck', ['lorry', 'lorries']], habitats: ['road'], tall: 160, colours: painted, doing: ['parked'], draw: drawTruck },
  { name: 'tractor', nouns: ['tractor'], habitats: ['land'], tall: 150, colours: ['red', 'green', 'blue', 'yellow'], doing: ['parked'], draw: drawTractor },
  { name: 'train', nouns: ['train', 'locomotive'], habitats: ['land'], tall: 165, colours: ['red', 'green', 'blue', 'black'], draw: drawTrain },
  { name: 'bicycle', nouns: ['bicycle', 'bike'], habitats: ['road', 'land'], tall: 135, colours: painted, doing: ['parked'], draw: drawBicycle },
  { name: 'sailboat', nouns: ['boat', 'sailboat'], habitats: ['water'], tall: 180, colours: bright, materials: ['wooden'], doing: ['floating'], draw: drawSailboat },
];
