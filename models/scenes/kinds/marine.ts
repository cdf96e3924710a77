import type { Pen } from '../pen.ts';
import { bright } from '../colours.ts';
import { darker, down, flat, lighter } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

/** Swims to the right; the middle of its body is at 0,-40. */
function drawFish(pen: Pen, { main, second, dice }: Look): void {
  const dark = darker(main, 0.25);
  pen.turned(dice.between(-12, 12), [0, -40], () => {
    pen.shape('M-28 -40 L-62 -66 Q-50 -40 -62 -14 Z', dark);
    pen.shape('M-14 -60 Q6 -88 26 -58 Z', dark);
    pen.shape('M-6 -22 Q2 0 18 -22 Z', dark);
    const body = 'M-36 -40 C-24 -70 24 -74 44 -40 C24 -6 -24 -10 -36 -40 Z';
    pen.shape(body, down(lighter(main, 0.1), main, lighter(main, 0.35)));
    if (dice.chance(0.6))
      pen.inside(body, () =>
        pen.line('M14 -70 Q22 -40 14 -10 M-10 -70 Q-2 -40 -10 -10', lighter(second, 0.3), 7),
      );
    pen.shape('M-2 -38 q-18 4 -17 14 q15 2 19 -10 Z', dark);
    pen.disc(28, -46, 7, flat(0xffffff));
    pen.disc(29, -46, 3.8, flat(0x1d1a22));
    pen.line('M43 -38 Q37 -33 33 -33', dark, 2);
  });
}

function drawWhale(pen: Pen, { main, dice }: Look): void {
  pen.turned(dice.between(-5, 5), [0, -40], () => {
    if (dice.chance(0.7)) {
      pen.line('M34 -76 C34 -92 30 -104 18 -106 M34 -76 C34 -92 40 -104 52 -106', 0xdff2fb, 6);
      pen.line('M35 -78 V-108', 0xdff2fb, 5);
    }
    pen.shape(
      'M-64 -44 C-84 -50 -100 -66 -104 -82 C-88 -80 -78 -74 -72 -68 C-70 -80 -64 -88 -52 -94 C-50 -78 -52 -62 -52 -52 Z',
      main,
    );
    const body =
      'M-70 -52 C-40 -44 -30 -78 22 -78 C62 -78 76 -50 72 -26 C66 -4 34 0 8 0 C-30 0 -56 -22 -70 -52 Z';
    pen.shape(body, main);
    pen.inside(body, () => {
      pen.shape('M80 -30 C40 -26 10 -22 -40 -14 L-20 20 L90 20 Z', flat(lighter(main, 0.68)));
      pen.line('M64 -20 C40 -16 20 -12 0 -4 M66 -12 C46 -8 34 -4 20 0', flat(darker(main, 0.05), 0.6), 2);
    });
    pen.shape('M14 -18 C6 -6 -4 6 -16 8 C-16 -6 -8 -18 0 -22 Z', darker(main, 0.2));
    pen.eye(50, -40, 4.4);
  });
}

function drawCrab(pen: Pen, { main, dice }: Look): void {
  pen.shadow(48);
  for (const flipped of [-1, 1]) {
    for (const y of [-26, -18, -10])
      pen.line(`M${flipped * 28} ${y} Q${flipped * 50} ${y - 8} ${flipped * 56} 0`, darker(main, 0.15), 5);
    const raised = dice.between(0, 14);
    pen.line(`M${flipped * 32} -36 Q${flipped * 54} -38 ${flipped * 52} ${-58 - raised}`, main, 8);
    pen.turned(flipped * 14, [flipped * 52, -64 - raised], () => {
      pen.oval(flipped * 52, -70 - raised, [14, 17], main);
      pen.shape(
        `M${flipped * 52 - 7} ${-92 - raised} L${flipped * 52} ${-70 - raised} L${flipped * 52 + 7} ${-92 - raised} Z`,
        flat(0x4a2a2a, 0.75),
      );
    });
    pen.line(`M${flipped * 11} -48 V-62`, main, 4);
    pen.disc(flipped * 11, -65, 7, flat(0xffffff));
    pen.disc(flipped * 11, -65, 3.6, flat(0x26221f));
  }
  pen.oval(0, -30, [42, 25], main);
  pen.line('M-12 -24 Q0 -14 12 -24', darker(main, 0.5), 2.6);
}

function drawOctopus(pen: Pen, { main, dice }: Look): void {
  const wave = dice.between(-8, 8);
  for (const [x, bend] of [
    [-34, -26],
    [-20, -14],
    [20, 14],
    [34, 26],
    [-7, -6],
    [7, 6],
  ] as const) {
    pen.line(
      `M${x * 0.7} -46 C${x} -26 ${x + bend * 1.4 + wave} -24 ${x + bend} -4 q${bend * 0.3} 6 ${bend * 0.6} 0`,
      darker(main, x % 2 === 0 ? 0.14 : 0),
      13,
    );
  }
  pen.shape('M-38 -52 C-48 -110 48 -110 38 -52 C34 -34 -34 -34 -38 -52 Z', main);
  for (const x of [-14, 14]) {
    pen.oval(x, -66, [9, 10], flat(0xffffff));
    pen.disc(x + 1, -64, 5, flat(0x26221f));
  }
  pen.line('M-8 -50 Q0 -44 8 -50', darker(main, 0.5), 2.6);
  for (const [x, y, r] of [
    [-22, -88, 5],
    [18, -90, 6],
    [2, -96, 4],
  ] as const)
    pen.disc(x, y, r, flat(lighter(main, 0.35), 0.7));
}

// prettier-ignore
export const marine: readonly Kind[] = [
  { name: 'fish', nouns: [['fish', 'fish'], 'goldfish'], habitats: ['deep'], tall: 105, colours: bright, doing: ['swimming'], draw: drawFish },
  { name: 'whale', nouns: ['whale'], habitats: ['deep'], tall: 170, colours: ['blue', 'gray'], doing: ['swimming'], draw: drawWhale },
  { name: 'crab', nouns: ['crab'], habitats: ['sand'], tall: 105, colours: ['red', 'orange'], draw: drawCrab },
  { name: 'octopus', nouns: [['octopus', 'octopuses']], habitats: ['deep'], tall: 140, colours: ['purple', 'pink', 'orange', 'red'], doing: ['swimming'], draw: drawOctopus },
];
