import { paintBird, paintCat } from '../animals.ts';
import * as land from '../landscapes.ts';
import * as nature from '../nature.ts';
import { box, disc, oval } from '../painter.ts';
import type { Scene } from '../scene.ts';
import { paintDay } from '../skies.ts';
import * as things from '../things.ts';

export const indoors: readonly Scene[] = [
  {
    name: 'cup-and-apples',
    captions: [
      'A blue cup of coffee and two apples on a wooden table next to the window.',
      'Breakfast without bread.',
    ],
    paint: (p) => {
      land.paintRoom(p, ['#f3dcc0', '#b98a5b']);
      land.paintWindow(p, [92, 70]);
      things.paintTable(p, { x: 350, y: 470, scale: 2.1 });
      things.paintCup(p, { x: 312, y: 270, scale: 1.5 });
      things.paintApple(p, { x: 434, y: 270, scale: 1.25 });
      things.paintApple(p, { x: 506, y: 270, scale: 1.15 }, '#7fb545');
    },
  },
  {
    name: 'birthday-balloons',
    captions: ['Red, yellow and blue balloons in a room before the birthday cake arrives.'],
    paint: (p) => {
      land.paintRoom(p, ['#d9e6f2', '#c9a27a']);
      land.paintWindow(p, [430, 80]);
      p.paint(oval(320, 428, [230, 38], '#e8b4a8') + oval(320, 428, [190, 29], '#f3cfc4'));
      for (const [x, y, colour] of [
        [176, 348, '#e8505b'],
        [262, 312, '#f4c542'],
        [344, 362, '#4a90d9'],
      ] as const) {
        things.paintBalloon(p, { x, y, scale: 1.9 }, colour);
      }
    },
  },
  {
    name: 'cat-on-the-sofa',
    captions: ['A white cat on a green sofa in the living room while the dog is out for a walk.'],
    paint: (p) => {
      land.paintRoom(p, ['#efd9d0', '#a9794f']);
      p.paint(
        box([470, 70, 110, 84], '#fffaf0', 4) +
          box([480, 80, 90, 64], p.downward('#f7c59f', '#e28b6d'), 2) +
          disc(526, 112, 15, '#fff0b8'),
      );
      const green = p.downward('#6fae8c', '#447f65');
      p.paint(
        box([96, 232, 430, 130], green, 30) +
          box([70, 290, 74, 118], p.downward('#64a382', '#3d735b'), 24) +
          box([478, 290, 74, 118], p.downward('#64a382', '#3d735b'), 24),
      );
      p.paint(
        box([128, 326, 366, 62], p.downward('#83c2a0', '#549373'), 18) +
          box([110, 402, 16, 22], '#6b4426', 4) +
          box([496, 402, 16, 22], '#6b4426', 4),
      );
      paintCat(p, { x: 292, y: 348, scale: 1.4 }, { light: '#ffffff', dark: '#d8d3d0' });
    },
  },
  {
    name: 'birds-and-flowers',
    captions: [
      'A blue bird and a red bird among yellow flowers in the garden.',
      'Birds in the garden, and the butterflies are hiding.',
    ],
    paint: (p) => {
      paintDay(p, ['#b8dba6', '#93c87b']);
      nature.paintCloud(p, { x: 320, y: 84 });
      land.paintGrass(p, [300, '#9bd472', '#5ca54c']);
      nature.paintBush(p, { x: 84, y: 330, scale: 1.3 });
      nature.paintBush(p, { x: 560, y: 326, scale: 1.2 });
      for (const x of [60, 128, 300, 372, 520, 590])
        nature.paintFlower(p, { x, y: 440 + p.between(-12, 18), scale: 1.25 }, '#f7c331');
      paintBird(p, { x: 212, y: 444, scale: 1.5 });
      paintBird(p, { x: 452, y: 440, scale: 1.3, flip: true }, '#d9534f');
    },
  },
];
