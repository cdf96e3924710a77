import { paintCat, paintDog, paintRabbit } from '../animals.ts';
import * as land from '../landscapes.ts';
import * as nature from '../nature.ts';
import type { Scene } from '../scene.ts';
import { paintDay } from '../skies.ts';
import * as things from '../things.ts';

export const meadow: readonly Scene[] = [
  {
    name: 'dog-in-the-meadow',
    captions: [
      'A brown dog stands next to a red ball in a sunny meadow.',
      'My dog is waiting for a friend who will throw the ball.',
    ],
    paint: (p) => {
      paintDay(p);
      nature.paintSun(p, { x: 545, y: 82 });
      nature.paintCloud(p, { x: 170, y: 96 });
      land.paintGrass(p, [328, '#8fcf68', '#5aa449']);
      nature.paintTree(p, { x: 105, y: 366, scale: 1.5 });
      paintDog(p, { x: 318, y: 428, scale: 1.5 });
      things.paintBall(p, { x: 482, y: 440, scale: 1.1 });
    },
  },
  {
    name: 'house-with-flowers',
    captions: ['A small house with a red roof behind a white fence and pink flowers.'],
    paint: (p) => {
      paintDay(p);
      nature.paintCloud(p, { x: 120, y: 84, scale: 0.9 });
      nature.paintCloud(p, { x: 500, y: 116, scale: 0.7 });
      land.paintGrass(p, [318, '#98d272', '#5fa94f']);
      nature.paintTree(p, { x: 520, y: 352, scale: 1.35 });
      things.paintHouse(p, { x: 270, y: 368, scale: 1.7 });
      things.paintFence(p, 420);
      for (const [x, petal] of [
        [70, '#f2668b'],
        [170, '#f78fb3'],
        [395, '#f2668b'],
        [480, '#f78fb3'],
        [585, '#f2668b'],
      ] as const) {
        nature.paintFlower(p, { x, y: 468 - p.between(0, 10), scale: 0.95 }, petal);
      }
    },
  },
  {
    name: 'cat-under-a-tree',
    captions: ['An orange cat sits under a big tree and dreams of birds.'],
    paint: (p) => {
      paintDay(p, ['#bcd9a2', '#9cc77d']);
      nature.paintCloud(p, { x: 500, y: 90 });
      land.paintGrass(p, [316, '#9fd06b', '#63a047']);
      nature.paintTree(p, { x: 205, y: 408, scale: 2.5 });
      nature.paintBush(p, { x: 560, y: 372, scale: 0.9 });
      paintCat(p, { x: 415, y: 438, scale: 1.5 });
    },
  },
  {
    name: 'balloons-over-the-hills',
    captions: ['Three hot air balloons float over green hills on a clear morning without wind.'],
    paint: (p) => {
      paintDay(p, ['#b5d6bd', '#8fc08c', '#6fab66', '#589a52']);
      nature.paintSun(p, { x: 92, y: 78, scale: 0.9 });
      things.paintHotAirBalloon(p, { x: 440, y: 268, scale: 1.7 });
      things.paintHotAirBalloon(p, { x: 210, y: 240, scale: 1.15 }, ['#4a90d9', '#ffffff']);
      things.paintHotAirBalloon(p, { x: 588, y: 200, scale: 0.75 }, ['#58ab6e', '#ffe066']);
    },
  },
  {
    name: 'rabbit-and-mushrooms',
    captions: ['A white rabbit between red mushrooms at the edge of the forest, no fox in sight.'],
    paint: (p) => {
      land.paintSky(p, '#a6d8d0', '#d8efdc', '#f3f7df');
      for (let i = 0; i < 9; i++)
        nature.paintPine(p, { x: 30 + i * 74, y: 322 + p.between(-8, 10), scale: p.between(1.2, 1.7) });
      land.paintGrass(p, [296, '#8cc56a', '#4f9150']);
      nature.paintMushroom(p, { x: 160, y: 430, scale: 1.15 });
      nature.paintMushroom(p, { x: 222, y: 446, scale: 0.75 });
      nature.paintMushroom(p, { x: 520, y: 424, scale: 0.95 });
      paintRabbit(p, { x: 365, y: 436, scale: 1.5 });
    },
  },
  {
    name: 'rainbow-after-the-rain',
    captions: ['A rainbow above a house and a car after the rain has stopped.'],
    paint: (p) => {
      land.paintSky(p, '#7d9fbe', '#b9d3e4', '#e9f2f2');
      nature.paintRainbow(p);
      nature.paintCloud(p, { x: 96, y: 108, scale: 1.2 });
      nature.paintCloud(p, { x: 560, y: 92, scale: 1.1 });
      land.paintHills(p, ['#92c08e', '#79b070'], 290);
      land.paintGrass(p, [350, '#84c463', '#4f9745']);
      things.paintHouse(p, { x: 200, y: 398, scale: 1.35 }, { wall: '#dfe9f2', roof: '#5a6f9e' });
      things.paintCar(p, { x: 452, y: 436, scale: 1.1 }, '#4a90d9');
    },
  },
  {
    name: 'kite-in-the-wind',
    captions: ['A colourful kite flies high above the grass; the child who holds it is not in the photo.'],
    paint: (p) => {
      paintDay(p);
      nature.paintCloud(p, { x: 130, y: 110 });
      nature.paintCloud(p, { x: 548, y: 220, scale: 0.7 });
      things.paintKite(p, { x: 350, y: 216, scale: 1.5 });
      land.paintGrass(p, [350, '#9ad46f', '#5aa449']);
      nature.paintBush(p, { x: 80, y: 392 });
      nature.paintTree(p, { x: 570, y: 398, scale: 1.2 });
    },
  },
];
