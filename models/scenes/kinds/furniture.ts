import { bright } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, halo, lighter } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

function drawChair(pen: Pen, { main, second }: Look): void {
  pen.shadow(40);
  for (const x of [-22, 16]) pen.box([x, -44, 7, 36], darker(main, 0.35), 2);
  for (const x of [-34, 28]) pen.box([x, -122, 8, 80], main, 3);
  for (const y of [-116, -98, -80]) pen.box([-30, y, 62, 9], main, 3);
  pen.shape('M-40 -46 L-30 -60 H34 L42 -46 Z', lighter(second, 0.2));
  pen.box([-41, -48, 84, 9], main, 3);
  for (const x of [-40, 34]) pen.box([x, -42, 8, 42], main, 2);
}

function drawTable(pen: Pen, { main }: Look): void {
  pen.shadow(112);
  for (const x of [-80, 70]) pen.box([x, -76, 11, 66], darker(main, 0.4), 2);
  pen.shape('M-116 -82 L-86 -102 H86 L116 -82 Z', lighter(main, 0.15));
  pen.box([-118, -83, 236, 13], main, 4);
  for (const x of [-104, 91]) pen.box([x, -72, 13, 72], darker(main, 0.1), 3);
}

function drawSofa(pen: Pen, { main, second }: Look): void {
  pen.shadow(108);
  for (const x of [-84, 74]) pen.box([x, -12, 12, 12], flat(0x5a3a24));
  pen.box([-88, -88, 176, 66], main, 18);
  pen.line('M0 -84 V-44', flat(darker(main, 0.35), 0.7), 2.4);
  pen.box([-86, -50, 86, 30], lighter(main, 0.12), 10);
  pen.box([0, -50, 86, 30], lighter(main, 0.12), 10);
  pen.box([-104, -64, 30, 54], darker(main, 0.06), 13);
  pen.box([74, -64, 30, 54], darker(main, 0.06), 13);
  pen.box([-78, -22, 156, 14], darker(main, 0.15), 5);
  pen.part('cushion', () =>
    pen.turned(12, [-52, -58], () => pen.box([-68, -76, 32, 32], lighter(second, 0.15), 6)),
  );
}

function drawLamp(pen: Pen, { main }: Look): void {
  pen.shadow(30);
  pen.stain(0, -120, [76, 66], halo(0xffe6a0, 0.6));
  pen.box([-3, -104, 6, 100], 0x8a7048, 2);
  pen.oval(0, -4, [28, 7], 0x8a7048);
  pen.shape('M-22 -148 H22 L40 -98 H-40 Z', main);
  pen.oval(0, -98, [40, 5], flat(0xfff3c4));
}

function drawClock(pen: Pen, { main, dice }: Look): void {
  pen.shadow(36, 0.3);
  for (const x of [-20, 20]) pen.line(`M${x} -12 L${x * 1.5} 0`, darker(main, 0.3), 7);
  for (const flipped of [-1, 1]) pen.oval(flipped * 27, -92, [15, 12], darker(main, 0.15));
  pen.line('M0 -96 V-106', darker(main, 0.3), 5);
  pen.disc(0, -50, 46, main);
  pen.disc(0, -50, 36, flat(0xfdfaf0));
  for (let i = 0; i < 12; i++)
    pen.turned(i * 30, [0, -50], () => pen.line('M0 -82 V-76', 0x3a3440, i % 3 === 0 ? 4 : 2));
  const [hours, minutes] = [dice.whole(0, 11), dice.whole(0, 11)];
  pen.turned(hours * 30 + minutes * 2.5, [0, -50], () => pen.line('M0 -50 V-67', 0x2b2733, 5));
  pen.turned(minutes * 30, [0, -50], () => pen.line('M0 -50 V-76', 0x2b2733, 3.6));
  pen.disc(0, -50, 4, flat(0xd9413c));
}

function drawGuitar(pen: Pen, { main, dice }: Look): void {
  pen.shadow(34);
  pen.turned(dice.between(-14, 14), [0, -10], () => {
    pen.box([-5, -156, 10, 92], 0x5a3a24, 2);
    pen.box([-10, -174, 20, 24], 0x4a2e1c, 4);
    pen.shape(
      'M0 -92 C22 -94 28 -78 22 -66 C18 -58 22 -54 30 -46 C46 -26 30 0 0 0 C-30 0 -46 -26 -30 -46 C-22 -54 -18 -58 -22 -66 C-28 -78 -22 -94 0 -92 Z',
      main,
    );
    pen.disc(0, -52, 12, flat(0x3a241a));
    pen.box([-14, -24, 28, 6], flat(0x4a2e1c), 2);
    pen.line('M-3 -166 V-22 M0 -166 V-22 M3 -166 V-22', flat(0xf4eee0, 0.85), 0.9);
  });
}

function drawTelevision(pen: Pen, { dice, second }: Look): void {
  pen.shadow(60);
  pen.box([-44, -8, 88, 8], 0x3a3d48, 3);
  pen.box([-6, -24, 12, 20], 0x3a3d48);
  pen.box([-82, -116, 164, 98], 0x24262e, 7);
  pen.box([-75, -109, 150, 80], { direction: 'down', colours: [0x7fc4ec, 0xdff1f8], opacities: [1, 1] });
  const hill = dice.between(-20, 20);
  pen.shape(`M-75 -46 Q${hill - 30} -76 ${hill} -52 T75 -54 V-29 H-75 Z`, lighter(second, 0.2));
}

// prettier-ignore
export const furniture: readonly Kind[] = [
  { name: 'chair', nouns: ['chair'], habitats: ['floor'], tall: 185, colours: ['brown', 'white', 'red', 'blue', 'black'], materials: ['wooden'], draw: drawChair },
  { name: 'table', nouns: ['table', 'desk'], habitats: ['floor'], tall: 130, colours: ['brown', 'white'], materials: ['wooden'], draw: drawTable },
  { name: 'sofa', nouns: ['sofa', ['couch', 'couches']], habitats: ['floor'], tall: 150, colours: [...bright, 'gray'], draw: drawSofa },
  { name: 'lamp', nouns: ['lamp'], habitats: ['floor', 'table'], tall: 185, colours: ['red', 'yellow', 'green', 'blue', 'white', 'orange'], draw: drawLamp },
  { name: 'clock', nouns: ['clock', 'alarm *clock'], habitats: ['table', 'floor'], tall: 125, colours: bright, draw: drawClock },
  { name: 'guitar', nouns: ['guitar'], habitats: ['floor'], tall: 190, colours: ['brown', 'red', 'orange', 'black', 'golden'], materials: ['wooden'], draw: drawGuitar },
  { name: 'television', nouns: ['television', 'TV'], habitats: ['floor'], tall: 150, draw: drawTelevision },
];
