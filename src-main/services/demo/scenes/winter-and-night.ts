import { paintCat } from '../animals.ts';
import * as land from '../landscapes.ts';
import * as nature from '../nature.ts';
import type { Scene } from '../scene.ts';
import { night } from '../skies.ts';
import * as things from '../things.ts';

export const winterAndNight: readonly Scene[] = [
  {
    name: 'snowman-in-winter',
    captions: ['A snowman with a red scarf stands in the snow in front of pine trees.'],
    paint: (p) => {
      land.paintSky(p, '#9fc3e6', '#d3e5f5', '#f3f8fc');
      for (const [x, scale] of [
        [60, 1.5],
        [150, 1.15],
        [520, 1.4],
        [600, 1.7],
      ] as const)
        nature.paintPine(p, { x, y: 340, scale }, true);
      land.paintSnow(p, 322);
      things.paintSnowman(p, { x: 322, y: 436, scale: 2.1 });
      land.paintFlakes(p);
    },
  },
  {
    name: 'moon-over-the-mountains',
    captions: [
      'A full moon and many stars over snowy mountains at night.',
      'Night in the mountains, the wolves are silent.',
    ],
    paint: (p) => {
      land.paintSky(p, ...night);
      land.paintStars(p, 260);
      nature.paintMoon(p, { x: 492, y: 96, scale: 1.15 });
      land.paintMountains(p, ['#6f7fb0', '#38436f'], 372);
      land.paintHills(p, ['#2c3b5f', '#1d2a48'], 352);
      for (let i = 0; i < 7; i++)
        nature.paintPine(p, { x: 50 + i * 92, y: 440 + p.between(-6, 22), scale: p.between(0.7, 1.05) });
    },
  },
  {
    name: 'cabin-in-the-snow',
    captions: ['A wooden cabin in the snow below high mountains, the skiers are still asleep.'],
    paint: (p) => {
      land.paintSky(p, '#83b6e3', '#cfe3f3', '#f6fafc');
      land.paintMountains(p, ['#93a4c0', '#5f7194'], 340);
      land.paintSnow(p, 322);
      nature.paintPine(p, { x: 120, y: 392, scale: 1.5 }, true);
      nature.paintPine(p, { x: 566, y: 380, scale: 1.3 }, true);
      things.paintHouse(p, { x: 340, y: 412, scale: 1.65 }, { wall: '#b9824f', roof: '#eef4fa' });
    },
  },
  {
    name: 'cat-in-the-moonlight',
    captions: ['A grey cat sits on a hill in the moonlight and listens to an owl.'],
    paint: (p) => {
      land.paintSky(p, '#141a3e', '#35407c', '#7a79ad');
      land.paintStars(p, 230);
      nature.paintMoon(p, { x: 190, y: 142, scale: 2 });
      land.paintHills(p, ['#31406b', '#24325a'], 330);
      land.paintGrass(p, [372, '#33507a', '#1f3358']);
      nature.paintPine(p, { x: 566, y: 416, scale: 1.5 });
      paintCat(p, { x: 372, y: 428, scale: 1.55 }, { light: '#b9bfcc', dark: '#7c8497' });
    },
  },
];
