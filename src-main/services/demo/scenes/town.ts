import { paintCat, paintDog } from '../animals.ts';
import * as land from '../landscapes.ts';
import * as nature from '../nature.ts';
import type { Scene } from '../scene.ts';
import { day, paintDay } from '../skies.ts';
import * as things from '../things.ts';

export const town: readonly Scene[] = [
  {
    name: 'red-car-in-the-city',
    captions: ['A red car drives down a street in the city, the traffic light is out of view.'],
    paint: (p) => {
      land.paintSky(p, ...day);
      nature.paintCloud(p, { x: 130, y: 70, scale: 0.9 });
      land.paintSkyline(p, [346, '#8fa3bf', '#e6f3fb']);
      land.paintRoad(p, 368);
      things.paintCar(p, { x: 330, y: 424, scale: 1.6 });
    },
  },
  {
    name: 'yellow-bus',
    captions: [
      'A yellow school bus passes a tree and a house on its way to school.',
      'The bus is empty, the children have holidays.',
    ],
    paint: (p) => {
      paintDay(p);
      nature.paintCloud(p, { x: 470, y: 78 });
      land.paintGrass(p, [310, '#93cd6c', '#62a850']);
      things.paintHouse(p, { x: 118, y: 352, scale: 1.2 }, { wall: '#e9d8ef', roof: '#7d5a9e' });
      nature.paintTree(p, { x: 546, y: 354, scale: 1.4 });
      land.paintRoad(p, 376);
      things.paintBus(p, { x: 330, y: 432, scale: 1.45 });
    },
  },
  {
    name: 'bench-under-a-lamp',
    captions: ['An empty bench beside a street lamp in the evening; someone forgot an umbrella.'],
    paint: (p) => {
      land.paintSky(p, '#2b3163', '#7a5c93', '#e39a86', '#f6cf9b');
      land.paintSkyline(p, [348, '#4f4a78', '#ffdf8f']);
      land.paintGrass(p, [344, '#6b7f62', '#3f5549']);
      nature.paintTree(p, { x: 560, y: 394, scale: 1.4 }, ['#7f9a58', '#44613f']);
      things.paintBench(p, { x: 310, y: 430, scale: 1.7 });
      things.paintStreetLamp(p, { x: 132, y: 430, scale: 2 });
    },
  },
  {
    name: 'dog-and-cat-in-autumn',
    captions: ['A dog and a cat are friends in a park full of autumn leaves.'],
    paint: (p) => {
      land.paintSky(p, '#a9c9dd', '#e6e3cf', '#f8e9c4');
      land.paintHills(p, ['#d9b36b', '#c99a55']);
      land.paintGrass(p, [330, '#c9b660', '#94893f']);
      nature.paintTree(p, { x: 96, y: 376, scale: 1.7 }, ['#f6b34b', '#c9622b']);
      nature.paintTree(p, { x: 566, y: 366, scale: 1.4 }, ['#ef7f45', '#a83a2c']);
      nature.paintLeaves(p, 38);
      paintDog(p, { x: 262, y: 436, scale: 1.35 }, { light: '#f2e4cf', dark: '#b98a58' });
      paintCat(p, { x: 448, y: 440, scale: 1.15 }, { light: '#6e6a70', dark: '#3d3a40' });
    },
  },
];
