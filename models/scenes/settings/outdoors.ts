import { darker, down, flat, lighter } from '../raster/fills.ts';
import { region, stageHeight, type Backdrop, type Setting, type Stage, type Zone } from './setting.ts';
import {
  grass,
  hills,
  lit,
  mountains,
  ridgePath,
  sand,
  sky,
  skyline,
  sprinkle,
  treeLine,
  water,
} from './textures.ts';

const aloft = (bottom: number): Zone => ({ habitats: ['sky'], top: 120, bottom, farScale: 0.75 });
const ground = (horizon: number, habitats: Zone['habitats']): Zone => ({
  habitats,
  top: horizon + 34,
  bottom: 462,
  farScale: 0.55,
});

const skyPhrases = [
  'day:under a {blue:sky} sky',
  'day:under the clear sky',
  'sunset:under an {orange:sky} sky',
  'overcast:under a {gray:sky} sky',
  'night:under the night sky',
];

function drawMeadow(stage: Stage): Backdrop {
  const horizon = stage.dice.between(250, 310);
  return {
    regions: [sky(stage, horizon), hills(stage, horizon - 30), grass(stage, horizon + 26)],
    zones: [aloft(horizon - 30), ground(horizon + 20, ['land'])],
  };
}

function drawPark(stage: Stage): Backdrop {
  const { dice, width, daytime } = stage;
  const horizon = dice.between(260, 310);
  const gravel = lit(0xe0cfae, daytime);
  const [from, to, spread] = [
    width * dice.between(0.3, 0.7),
    width * dice.between(0.1, 0.9),
    dice.between(60, 130),
  ];
  const path = region('path', (pen) =>
    pen.shape(
      `M${Math.round(from - 14)} ${Math.round(horizon + 18)} H${Math.round(from + 14)} L${Math.round(to + spread)} 484 H${Math.round(to - spread)} Z`,
      down(gravel, darker(gravel, 0.16)),
    ),
  );
  return {
    regions: [
      sky(stage, horizon),
      treeLine(stage, horizon + 12, dice.between(90, 150)),
      grass(stage, horizon + 10),
      path,
    ],
    zones: [aloft(horizon - 90), ground(horizon + 4, ['land'])],
  };
}

function drawForest(stage: Stage): Backdrop {
  const horizon = stage.dice.between(300, 340);
  return {
    regions: [
      sky(stage, horizon),
      treeLine(stage, horizon + 8, stage.dice.between(270, 330)),
      grass(stage, horizon, 'grass'),
    ],
    zones: [ground(horizon, ['land'])],
  };
}

function drawMountains(stage: Stage): Backdrop {
  const horizon = stage.dice.between(290, 330);
  return {
    regions: [sky(stage, horizon), mountains(stage, horizon), grass(stage, horizon + 12)],
    zones: [aloft(180), ground(horizon + 8, ['land'])],
  };
}

function drawBeach(stage: Stage): Backdrop {
  const horizon = stage.dice.between(190, 240);
  const shore = horizon + stage.dice.between(70, 110);
  return {
    regions: [sky(stage, horizon), water(stage, horizon, 'sea'), sand(stage, shore)],
    zones: [
      aloft(horizon - 20),
      { habitats: ['water'], top: horizon + 14, bottom: shore - 24, farScale: 0.5 },
      ground(shore - 14, ['sand']),
    ],
  };
}

function drawOpenSea(stage: Stage): Backdrop {
  const horizon = stage.dice.between(200, 260);
  return {
    regions: [sky(stage, horizon), water(stage, horizon, 'sea')],
    zones: [aloft(horizon - 10), { habitats: ['water'], top: horizon + 36, bottom: 440, farScale: 0.55 }],
  };
}

function drawLake(stage: Stage): Backdrop {
  const { dice, width, daytime } = stage;
  const horizon = dice.between(220, 260);
  const shore = dice.between(385, 410);
  const reeds = lit(0x6fae4e, daytime);
  const bank = region('grass', (pen) => {
    pen.shape(
      ridgePath(stage, { y: shore, swing: 8, bumps: 2 }),
      down(lighter(reeds, 0.2), darker(reeds, 0.14)),
    );
    for (let i = 0; i < 34; i++)
      pen.line(
        `M${Math.round(dice.between(0, width))} ${Math.round(dice.between(shore + 14, 478))} q-1 -7 ${Math.round(dice.between(-4, 4))} -12`,
        flat(darker(reeds, 0.4), 0.5),
        1.8,
      );
  });
  return {
    regions: [
      sky(stage, horizon),
      dice.chance(0.5) ? hills(stage, horizon - 36, [0x9cc8a0, 0x7fb583]) : treeLine(stage, horizon + 6, 90),
      water(stage, horizon + 4, 'lake'),
      bank,
    ],
    zones: [
      aloft(horizon - 60),
      { habitats: ['water'], top: horizon + 40, bottom: shore - 20, farScale: 0.6 },
      { habitats: ['land'], top: shore + 24, bottom: 466, farScale: 0.85 },
    ],
  };
}

function drawDesert(stage: Stage): Backdrop {
  const horizon = stage.dice.between(250, 300);
  const far = lit(0xe8b878, stage.daytime);
  const dunes = region('sand', (pen) => {
    pen.shape(ridgePath(stage, { y: horizon, swing: 30, bumps: 3 }), down(far, darker(far, 0.16)));
    for (const shape of sand(stage, horizon + 44, 16).shapes) pen.shapes.push(shape);
  });
  return {
    regions: [sky(stage, horizon), dunes],
    zones: [aloft(horizon - 40), ground(horizon + 40, ['sand'])],
  };
}

function drawSnow(stage: Stage): Backdrop {
  const { dice, width, daytime } = stage;
  const horizon = dice.between(260, 310);
  const white = lit(0xf7fafd, daytime);
  const backs = dice.chance(0.5) ? mountains(stage, horizon) : treeLine(stage, horizon + 12, 110);
  const field = region('snow', (pen) => {
    pen.shape(ridgePath(stage, { y: horizon + 14, swing: 9, bumps: 3 }), down(white, darker(white, 0.16)));
    sprinkle(pen, {
      dice,
      width,
      y: horizon + 24,
      count: 24,
      colours: [lighter(white, 0.7), darker(white, 0.1)],
      size: 4,
    });
  });
  return { regions: [sky(stage, horizon), backs, field], zones: [ground(horizon + 6, ['snow'])] };
}

function drawStreet(stage: Stage): Backdrop {
  const { dice, width, daytime } = stage;
  const [curb, road] = [dice.between(285, 315), dice.between(345, 365)];
  const [stone, asphalt] = [lit(0xcfcac0, daytime), lit(0x666c78, daytime)];
  const sidewalk = region('sidewalk', (pen) => {
    pen.box([-4, curb, width + 8, road - curb + 4], down(stone, darker(stone, 0.14)));
    for (let x = dice.between(-20, 10); x < width; x += 46)
      pen.line(
        `M${Math.round(x)} ${Math.round(curb)} L${Math.round(x - 16)} ${Math.round(road)}`,
        flat(darker(stone, 0.35), 0.5),
        1.6,
      );
  });
  const lane = region('road', (pen) => {
    pen.box([-4, road, width + 8, stageHeight - road + 4], down(asphalt, darker(asphalt, 0.24)));
    pen.box([-4, road, width + 8, 5], flat(lighter(stone, 0.4)));
    for (let x = dice.between(-60, 0); x < width; x += 96)
      pen.box([x, road + 52, 52, 6], flat(0xf3efe2, 0.9), 2);
  });
  return {
    regions: [sky(stage, curb), skyline(stage, curb + 4), sidewalk, lane],
    zones: [aloft(150), { habitats: ['road'], top: road - 14, bottom: 458, farScale: 0.85 }],
  };
}

function drawUnderwater(stage: Stage): Backdrop {
  const { dice, width } = stage;
  const blue = dice.pick([0x2f8fc8, 0x2a9ab0, 0x3a7fc4]);
  const sea = region('sea', (pen) => {
    pen.box([-4, -4, width + 8, 488], down(lighter(blue, 0.5), blue, darker(blue, 0.45)));
    for (let i = 0; i < 4; i++) {
      const x = Math.round(dice.between(0, width));
      pen.shape(`M${x} -4 H${x + 40} L${x + 130} 420 H${x + 20} Z`, {
        direction: 'down',
        colours: [0xffffff, 0xffffff],
        opacities: [0.2, 0],
      });
    }
    for (let i = 0; i < 18; i++)
      pen.disc(dice.between(0, width), dice.between(20, 380), dice.between(2, 6), flat(0xe4f6ff, 0.5));
  });
  const weeds = region('seaweed', (pen) => {
    for (let i = 0; i < 9; i++) {
      const [x, tall, lean] = [
        Math.round(dice.between(0, width)),
        Math.round(dice.between(50, 130)),
        Math.round(dice.between(-16, 16)),
      ];
      pen.line(
        `M${x} 440 q${lean} ${-tall / 4} 0 ${-tall / 2} t${-lean} ${-tall / 2}`,
        dice.pick([0x3f9a6a, 0x2f8a5a, 0x6aa84a]),
        9,
      );
    }
  });
  const floor = region('sand', (pen) =>
    pen.shape(ridgePath(stage, { y: 420, swing: 12, bumps: 3 }), down(0xd8c898, 0xa89a78)),
  );
  return {
    regions: [sea, weeds, floor],
    zones: [{ habitats: ['deep'], top: 150, bottom: 430, farScale: 0.8 }],
  };
}

// prettier-ignore
export const outdoorSettings: readonly Setting[] = [
  { name: 'meadow', outdoors: true, places: ['in a meadow', 'on the grass', 'in a {green:grass} field', 'on the {green:grass} grass', 'with hills in the background', 'in front of {green:hills} hills', ...skyPhrases], draw: drawMeadow },
  { name: 'park', outdoors: true, places: ['on the grass', 'in the park', 'near some trees', 'on the lawn', 'beside a path', 'in front of the trees', ...skyPhrases], draw: drawPark },
  { name: 'forest', outdoors: true, places: ['in a forest', 'in the woods', 'at the edge of the forest', 'in the grass', 'with trees in the background', 'among the trees'], draw: drawForest },
  { name: 'mountains', outdoors: true, places: ['in front of the mountains', 'with mountains in the background', 'in the mountains', 'on the grass', 'near a mountain', ...skyPhrases], draw: drawMountains },
  { name: 'beach', outdoors: true, places: ['on the beach', 'on the sand', 'at the beach', 'by the sea', 'near the ocean', 'day:with the {blue:sea} sea in the background', ...skyPhrases], draw: drawBeach },
  { name: 'open sea', outdoors: true, places: ['on the sea', 'on the water', 'on the ocean', 'at sea', 'above the waves', ...skyPhrases], draw: drawOpenSea },
  { name: 'lake', outdoors: true, places: ['by a lake', 'at the lake', 'near the water', 'at a pond', 'with grass along the shore', ...skyPhrases], draw: drawLake },
  { name: 'desert', outdoors: true, places: ['in the desert', 'on the sand', 'in the dunes', 'between sand dunes', ...skyPhrases], draw: drawDesert },
  { name: 'snow', outdoors: true, places: ['in the snow', 'on the snow', 'in {white:snow} snow', 'on a snow field', ...skyPhrases], draw: drawSnow },
  { name: 'street', outdoors: true, places: ['on the street', 'in the city', 'on a road', 'in front of some buildings', 'on a city street', 'in town', 'by the sidewalk'], draw: drawStreet },
  { name: 'underwater', outdoors: false, places: ['in the sea', 'in the water', 'in the {blue:sea} ocean', 'above the sand', 'with seaweed below', 'in the deep {blue:sea} sea'], draw: drawUnderwater },
];
