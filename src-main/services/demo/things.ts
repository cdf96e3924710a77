import { darker, lighter } from './colours.ts';
import { box, disc, line, oval, shadow, shape } from './painter.ts';
import type { Painter, Place } from './painter.ts';

export function paintHouse(
  painter: Painter,
  place: Place,
  { wall = '#f7e3c3', roof = '#c8553d' } = {},
): void {
  const walls = box([-52, -66, 104, 66], painter.downward(wall, darker(wall, 88)));
  const chimney = box([22, -112, 15, 34], darker(roof, 80)) + box([19, -114, 21, 6], darker(roof, 65));
  const top = shape('M-64 -62 L0 -116 L64 -62 Z', painter.downward(roof, darker(roof, 82)));
  const door = box([-11, -38, 24, 38], '#7a4a2a', 3) + disc(8, -19, 2, '#f4c542');
  const panes = [-42, 24].map(
    (x) =>
      box([x - 2, -50, 24, 24], '#fffaf0', 2) +
      box([x, -48, 20, 20], painter.downward('#a8dcf7', '#e6f6ff')) +
      box([x + 9, -48, 2, 20], '#fffaf0') +
      box([x, -39, 20, 2], '#fffaf0'),
  );
  painter.paintAt(place, shadow(70) + chimney + walls + top + door + panes.join(''));
}

export function paintCar(painter: Painter, place: Place, colour = '#d9413c'): void {
  const cabin = shape('M-38 -44 C-32 -70 -22 -76 -4 -76 H14 C30 -76 38 -64 46 -44 Z', darker(colour, 90));
  const glass =
    shape('M-28 -46 C-24 -62 -18 -68 -6 -68 H-2 V-46 Z', '#cfeaf8') +
    shape('M4 -46 V-68 H13 C24 -68 30 -60 35 -46 Z', '#cfeaf8');
  const body = shape(
    'M-70 -14 C-72 -38 -62 -44 -44 -46 H48 C66 -44 74 -36 74 -14 C74 -10 70 -9 66 -9 H-64 C-68 -9 -70 -10 -70 -14 Z',
    painter.downward(colour, darker(colour)),
  );
  const wheel = (x: number): string =>
    disc(x, -10, 17, '#2b2f38') + disc(x, -10, 8.5, '#c6ccd6') + disc(x, -10, 3, '#7d8592');
  const lights =
    oval(70, -29, [5, 6], '#ffe9a3') +
    oval(-67, -29, [4, 6], '#ff8f80') +
    box([6, -38, 12, 3.5], darker(colour, 55), 2);
  painter.paintAt(place, shadow(80) + cabin + glass + body + wheel(-40) + wheel(42) + lights);
}

export function paintBus(painter: Painter, place: Place, colour = '#f2b632'): void {
  const body =
    box([-104, -102, 208, 92], painter.downward(colour, darker(colour, 84)), 12) +
    box([-104, -44, 208, 9], darker(colour, 66));
  const windows = [-92, -54, -16, 22]
    .map((x) => box([x, -90, 32, 32], painter.downward('#bfe3f5', '#eaf7fe'), 4))
    .join('');
  const door = box([62, -90, 34, 72], '#dff1fb', 4) + box([78, -90, 2.5, 72], darker(colour, 60));
  const wheel = (x: number): string => disc(x, -11, 18, '#2b2f38') + disc(x, -11, 8, '#c6ccd6');
  painter.paintAt(
    place,
    shadow(112) + body + windows + door + wheel(-62) + wheel(38) + oval(100, -28, [4, 7], '#fff0b8'),
  );
}

/** Floats; the foot is the water line. */
export function paintBoat(painter: Painter, place: Place, { hull = '#b5523b', sail = '#fffaf0' } = {}): void {
  const mast = box([-3, -118, 5, 100], '#7a5533');
  const sails =
    shape('M6 -114 Q58 -62 52 -30 H6 Z', painter.downward(sail, darker(sail, 88))) +
    shape('M-8 -104 Q-42 -58 -40 -32 H-8 Z', painter.downward(darker(sail, 94), darker(sail, 82)));
  const body =
    shape(
      'M-62 -22 H66 C60 2 44 8 30 8 H-30 C-48 8 -58 -4 -62 -22 Z',
      painter.downward(hull, darker(hull, 65)),
    ) + box([-62, -24, 128, 6], '#f4e3c8', 3);
  const water = `<g opacity="0.6">${line('M-70 8 q18 -6 36 0 t36 0 t36 0 t34 0', '#ffffff', 3)}</g>`;
  painter.paintAt(place, mast + sails + shape('M-2 -118 l22 7 l-22 7 Z', '#d9413c') + body + water);
}

/** Flies; the foot is the end of the string. */
export function paintBalloon(painter: Painter, place: Place, colour = '#e8505b'): void {
  const string = line('M0 0 C-8 -22 8 -40 0 -64', '#6d6a75', 1.6);
  const skin = oval(0, -92, [25, 30], painter.outward(lighter(colour, 45), colour, darker(colour, 78)));
  painter.paintAt(place, string + shape('M-5 -58 L0 -64 L5 -58 Z', darker(colour)) + skin);
}

export function paintHotAirBalloon(
  painter: Painter,
  place: Place,
  [main, other]: readonly [string, string] = ['#e8505b', '#ffd166'],
): void {
  const outline = 'M0 -124 C-52 -124 -60 -66 -14 -30 H14 C60 -66 52 -124 0 -124 Z';
  const stripes =
    shape('M-17 -121 C-44 -100 -36 -58 -9 -30 H-3 C-18 -60 -20 -96 -5 -124 Z', other) +
    shape('M17 -121 C44 -100 36 -58 9 -30 H3 C18 -60 20 -96 5 -124 Z', other);
  const shade = `<g opacity="0.16">${shape('M0 -124 C52 -124 60 -66 14 -30 H4 C34 -66 34 -110 0 -124 Z', '#2a1030')}</g>`;
  const ropes = line('M-12 -30 L-9 -14 M12 -30 L9 -14', '#6b4a2f', 1.6);
  painter.paintAt(
    place,
    shape(outline, main) +
      stripes +
      shade +
      ropes +
      box([-11, -15, 22, 15], painter.downward('#b98352', '#8a5a32'), 3),
  );
}

export function paintLighthouse(painter: Painter, place: Place): void {
  const tower = shape('M-22 0 L-14 -112 H14 L22 0 Z', painter.downward('#ffffff', '#e4e0da'));
  const bands =
    shape('M-20.6 -20 L-18.8 -45 H18.8 L20.6 -20 Z', '#d9413c') +
    shape('M-17.1 -70 L-15.3 -95 H15.3 L17.1 -70 Z', '#d9413c');
  const lamp =
    box([-18, -118, 36, 7], '#4a4f5c', 2) +
    box([-11, -138, 22, 20], '#ffe9a3') +
    shape('M-16 -138 L0 -156 L16 -138 Z', '#c23a35');
  painter.paintAt(place, shadow(34) + tower + bands + lamp + box([-6, -18, 12, 18], '#6b4426', 5));
}

export function paintSnowman(painter: Painter, place: Place): void {
  const snow = painter.outward('#ffffff', '#f3f7fc', '#c9d8ea');
  const arms = line('M-20 -62 L-44 -80 M-38 -75 L-42 -66 M20 -62 L44 -82 M38 -77 L45 -70', '#6b4426', 3.4);
  const body = disc(0, -26, 30, snow) + disc(0, -66, 22, snow) + disc(0, -98, 16, snow);
  const buttons = [-72, -62, -52].map((y) => disc(0, y, 2.6, '#333844')).join('');
  const face =
    disc(-5, -101, 2.2, '#333844') +
    disc(6, -101, 2.2, '#333844') +
    shape('M0 -98 L20 -94 L0 -92 Z', '#f08a35');
  const scarf = line('M-14 -84 Q0 -78 14 -84', '#d9413c', 7) + line('M9 -82 L14 -62', '#d9413c', 6.5);
  const hat =
    box([-18, -114, 36, 5], '#333844', 2) +
    box([-11, -136, 22, 24], '#333844', 2) +
    box([-11, -119, 22, 5], '#d9413c');
  painter.paintAt(place, shadow(36, 0.2) + arms + body + buttons + face + scarf + hat);
}

export function paintUmbrella(
  painter: Painter,
  place: Place,
  [main, other]: readonly [string, string] = ['#e8505b', '#fff6e6'],
): void {
  const segments = [-60, -36, -12, 12, 36].map((x, i) =>
    shape(
      `M0 -118 Q${x - 4} -108 ${x} -74 Q${x + 12} -82 ${x + 24} -74 Q${x + 28} -108 0 -118 Z`,
      i % 2 === 0 ? main : other,
    ),
  );
  painter.paintAt(
    place,
    shadow(46) + box([-2.5, -112, 5, 112], '#8a6a48') + segments.join('') + disc(0, -119, 3.4, '#8a6a48'),
  );
}

export function paintKite(painter: Painter, place: Place): void {
  const halves =
    shape('M0 -100 L34 -62 L0 0 Z', '#ef6461') +
    shape('M0 -100 L-34 -62 L0 0 Z', '#f9c74f') +
    shape('M-34 -62 H34 L0 0 Z', '#5aa9e6') +
    shape('M0 -62 H34 L0 0 Z', '#4390cf');
  const tail = line('M0 0 C22 22 -16 40 4 62 S-10 92 6 108', '#8a6a48', 2);
  const bows = [
    [6, 22],
    [-2, 52],
    [2, 84],
  ].map(([x = 0, y = 0]) => shape(`M${x} ${y} l-9 -6 v12 Z M${x} ${y} l9 -6 v12 Z`, '#ef6461'));
  painter.paintAt(place, `<g transform="rotate(16)">${tail}${bows.join('')}${halves}</g>`);
}

export function paintBall(painter: Painter, place: Place, colour = '#e8505b'): void {
  const skin = disc(0, -22, 22, painter.outward(lighter(colour, 35), colour, darker(colour, 76)));
  painter.paintAt(
    place,
    shadow(22) + skin + `<g opacity="0.9">${line('M-20 -27 Q0 -12 20 -27', '#fff6e6', 5)}</g>`,
  );
}

export function paintBench(painter: Painter, place: Place): void {
  const wood = painter.downward('#c08a55', '#93602f');
  const planks =
    [-58, -46].map((y) => box([-56, y, 112, 8], wood, 3)).join('') + box([-60, -28, 120, 9], wood, 3);
  const legs = [-46, 40].map((x) => box([x, -58, 6, 58], '#4a4f5c', 2)).join('');
  painter.paintAt(place, shadow(64) + legs + planks);
}

export function paintStreetLamp(painter: Painter, place: Place): void {
  const glow = disc(0, -124, 52, painter.glow('#ffe9a3'));
  painter.paintAt(
    place,
    shadow(14) +
      glow +
      box([-3, -112, 6, 112], '#3a404d', 2) +
      box([-9, -6, 18, 6], '#3a404d', 2) +
      shape('M-11 -112 L-14 -136 H14 L11 -112 Z', '#fff1b8') +
      shape('M-17 -136 L0 -148 L17 -136 Z', '#3a404d'),
  );
}

export function paintFence(painter: Painter, y: number): void {
  const posts = [];
  for (let x = 8; x < 640; x += 40) posts.push(shape(`M${x} ${y} V${y - 44} l7 -9 l7 9 V${y} Z`, '#fffaf0'));
  painter.paint(box([0, y - 36, 640, 6], '#f1e8d8') + box([0, y - 17, 640, 6], '#f1e8d8') + posts.join(''));
}

export function paintTable(painter: Painter, place: Place): void {
  const wood = painter.downward('#c98f58', '#9a6433');
  painter.paintAt(
    place,
    shadow(112) +
      box([-96, -82, 12, 82], '#8a5a32', 3) +
      box([84, -82, 12, 82], '#8a5a32', 3) +
      box([-112, -96, 224, 15], wood, 5),
  );
}

export function paintCup(painter: Painter, place: Place, colour = '#5aa9e6'): void {
  const steam = `<g opacity="0.55">${line('M-8 -66 q-7 -10 0 -19 t0 -19 M8 -66 q-7 -10 0 -19 t0 -19', '#ffffff', 3.2)}</g>`;
  const handle = line('M24 -46 q20 -2 18 14 q-2 14 -22 14', colour, 7);
  const body = shape(
    'M-28 -56 H28 C28 -24 22 0 12 0 H-12 C-22 0 -28 -24 -28 -56 Z',
    painter.downward(colour, darker(colour, 80)),
  );
  painter.paintAt(
    place,
    steam + handle + body + oval(0, -56, [28, 6], '#6b432a') + oval(0, -57, [23, 4], '#8a5a3a'),
  );
}

export function paintApple(painter: Painter, place: Place, colour = '#d9413c'): void {
  const skin = shape(
    'M0 -40 C-14 -48 -30 -38 -28 -20 C-26 -2 -12 3 0 -2 C12 3 26 -2 28 -20 C30 -38 14 -48 0 -40 Z',
    painter.outward(lighter(colour, 55), colour, darker(colour, 78)),
  );
  painter.paintAt(
    place,
    skin +
      line('M0 -40 Q1 -50 6 -54', '#6b4426', 3) +
      shape('M4 -48 q12 -12 22 -4 q-8 12 -22 4 Z', '#6bab4a'),
  );
}
