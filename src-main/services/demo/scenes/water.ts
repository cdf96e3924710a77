import { paintBird, paintDuck, paintFish } from '../animals.ts';
import * as land from '../landscapes.ts';
import * as nature from '../nature.ts';
import { disc, line } from '../painter.ts';
import type { Scene } from '../scene.ts';
import { day, dusk, paintDay } from '../skies.ts';
import * as things from '../things.ts';

export const water: readonly Scene[] = [
  {
    name: 'sailing-boats',
    captions: [
      'Two sailing boats on a calm blue sea under white clouds.',
      'A regatta with boats, but without spectators.',
    ],
    paint: (p) => {
      land.paintSky(p, ...day);
      nature.paintCloud(p, { x: 150, y: 90, scale: 1.1 });
      nature.paintCloud(p, { x: 470, y: 66, scale: 0.8 });
      land.paintSea(p, [262, '#5fb3d9', '#1f6ba5']);
      things.paintBoat(p, { x: 505, y: 300, scale: 0.85 }, { hull: '#2f6f8f', sail: '#ffd9a0' });
      things.paintBoat(p, { x: 250, y: 380, scale: 1.8 });
    },
  },
  {
    name: 'lighthouse-at-sunset',
    captions: ['A red and white lighthouse at sunset, the sea behind it is quiet.'],
    paint: (p) => {
      land.paintSky(p, ...dusk);
      nature.paintSun(p, { x: 210, y: 236, scale: 1.15 });
      land.paintSea(p, [268, '#e2996f', '#454078']);
      land.paintSand(p, 408);
      things.paintLighthouse(p, { x: 466, y: 424, scale: 2.1 });
      paintBird(p, { x: 180, y: 452, scale: 0.75 }, '#e8e4ee');
    },
  },
  {
    name: 'umbrella-on-the-beach',
    captions: ['A striped umbrella and a yellow ball on the beach, everybody has gone for ice cream.'],
    paint: (p) => {
      land.paintSky(p, ...day);
      nature.paintSun(p, { x: 530, y: 80 });
      land.paintSea(p, [220, '#6cc5d8', '#2a8fb8']);
      land.paintSand(p, 330);
      things.paintUmbrella(p, { x: 250, y: 424, scale: 2.1 });
      things.paintBall(p, { x: 436, y: 438, scale: 1.15 }, '#f4c542');
    },
  },
  {
    name: 'ducks-on-the-pond',
    captions: ['Two yellow ducks swim on a pond in spring.', 'Ducks on the water, bread is not allowed.'],
    paint: (p) => {
      paintDay(p, ['#b2d89a', '#86bf6a']);
      nature.paintTree(p, { x: 560, y: 312, scale: 1.2 });
      nature.paintBush(p, { x: 90, y: 312, scale: 1.1 });
      land.paintSea(p, [306, '#7fc4d6', '#3a87a8']);
      paintDuck(p, { x: 220, y: 404, scale: 1.6 });
      paintDuck(p, { x: 450, y: 372, scale: 1.1, flip: true });
    },
  },
  {
    name: 'fish-under-water',
    captions: ['An orange fish and a blue fish under water, far away from any shark.'],
    paint: (p) => {
      land.paintSky(p, '#7fdcea', '#2f9fc9', '#125a8c');
      for (const [x, width] of [
        [80, 60],
        [250, 90],
        [470, 70],
      ] as const) {
        p.paint(
          `<g opacity="0.13"><path d="M${x} 0 h${width} l-70 480 h-${width + 70} Z" fill="#ffffff"/></g>`,
        );
      }
      land.paintSand(p, 424);
      for (const [x, height] of [
        [70, 120],
        [110, 80],
        [560, 130],
        [596, 90],
      ] as const) {
        p.paint(
          line(`M${x} 446 q-16 -${height * 0.3} 0 -${height * 0.5} t0 -${height * 0.5}`, '#3fa06b', 11),
        );
      }
      paintFish(p, { x: 250, y: 210, scale: 1.8 });
      paintFish(p, { x: 468, y: 326, scale: 1.15, flip: true }, '#5a8df0');
      for (let i = 0; i < 9; i++)
        p.paint(
          `<g opacity="0.5">${disc(340 + p.between(-14, 14), 180 - i * 20, p.between(3, 8), '#ffffff')}</g>`,
        );
    },
  },
];
