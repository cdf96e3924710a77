import { darker, lighter } from './colours.ts';
import { box, disc, line, oval, shadow, shape } from './painter.ts';
import type { Painter, Place } from './painter.ts';

interface Fur {
  readonly light: string;
  readonly dark: string;
}

const eye = (x: number, y: number, r = 3.6): string =>
  disc(x, y, r, '#26221f') + disc(x + 1.1, y - 1.2, r * 0.34, '#ffffff');

/** Sits and looks at us. */
export function paintCat(
  painter: Painter,
  place: Place,
  { light, dark }: Fur = { light: '#f6b26b', dark: '#d97f34' },
): void {
  const fur = painter.outward(light, dark);
  const tail = line('M24 -8 C58 -6 56 -44 42 -50', dark, 10);
  const body =
    shape('M-28 0 C-32 -36 -20 -62 0 -62 C20 -62 32 -36 28 0 Z', fur) + oval(0, -20, [14, 20], '#fff4e4');
  const paws = oval(-12, -3, [10, 6], light) + oval(12, -3, [10, 6], light);
  const ears =
    shape('M-27 -78 L-25 -108 L-6 -94 Z', dark) +
    shape('M27 -78 L25 -108 L6 -94 Z', dark) +
    shape('M-22 -84 L-21 -100 L-10 -92 Z', '#f7c6c0') +
    shape('M22 -84 L21 -100 L10 -92 Z', '#f7c6c0');
  const face =
    oval(0, -74, [30, 26], fur) + oval(-8, -64, [9, 7], '#fff4e4') + oval(8, -64, [9, 7], '#fff4e4');
  const features =
    eye(-11, -78, 4.4) +
    eye(11, -78, 4.4) +
    shape('M-4 -69 H4 L0 -64 Z', '#d4685f') +
    line('M0 -64 Q-4 -58 -8 -61 M0 -64 Q4 -58 8 -61', '#6d4630', 1.6);
  const whiskers = `<g opacity="0.6">${line('M-16 -66 L-36 -69 M-16 -63 L-35 -60 M16 -66 L36 -69 M16 -63 L35 -60', '#5d4636', 1.2)}</g>`;
  painter.paintAt(place, shadow(40) + tail + body + paws + ears + face + features + whiskers);
}

/** Stands and looks to the right. */
export function paintDog(
  painter: Painter,
  place: Place,
  { light, dark }: Fur = { light: '#d9a066', dark: '#9b6636' },
): void {
  const fur = painter.downward(light, dark);
  const legs = [-38, -24, 18, 31]
    .map((x, i) => box([x, -34, 11, 34], i % 2 === 0 ? dark : light, 5))
    .join('');
  const tail = line('M-40 -52 C-58 -58 -60 -74 -54 -82', dark, 9);
  const body = shape(
    'M-46 -44 C-46 -66 -30 -66 -8 -64 C16 -66 30 -70 40 -62 C50 -48 42 -26 26 -26 L-30 -26 C-42 -26 -46 -34 -46 -44 Z',
    fur,
  );
  const chest = oval(28, -40, [12, 15], '#fbeedb');
  const head =
    oval(44, -78, [23, 21], fur) + oval(60, -70, [15, 10.5], light) + oval(62, -67, [11, 7], '#fbeedb');
  const features =
    oval(72, -75, [5.5, 4.2], '#2b2320') + eye(50, -83, 3.8) + line('M60 -62 Q66 -59 70 -64', '#5b3d26', 1.8);
  const ear = shape('M34 -94 C20 -96 18 -70 26 -60 C36 -62 40 -82 38 -92 Z', dark);
  const collar = line('M28 -60 Q38 -52 50 -58', '#d9413c', 6) + disc(41, -51, 3.8, '#f4c542');
  painter.paintAt(place, shadow(52) + tail + legs + body + chest + head + features + ear + collar);
}

export function paintBird(painter: Painter, place: Place, colour = '#4a90d9'): void {
  const body = shape(
    'M-34 -30 C-24 -52 6 -56 20 -40 C30 -28 18 -10 -4 -10 C-16 -10 -22 -16 -34 -30 Z',
    painter.downward(colour, darker(colour, 70)),
  );
  const wing = shape('M-18 -36 C-6 -46 8 -42 8 -30 C0 -20 -14 -22 -18 -36 Z', darker(colour, 65));
  const head = disc(20, -46, 14, painter.outward(colour, darker(colour, 78)));
  const legs = line('M-4 -11 L-4 0 M6 -11 L6 0', '#b8762b', 2.4);
  painter.paintAt(
    place,
    legs +
      body +
      oval(4, -20, [13, 9], '#fff3dd') +
      wing +
      head +
      shape('M32 -50 L46 -44 L32 -41 Z', '#f2a33a') +
      eye(24, -49, 3),
  );
}

/** Swims; `y` is the middle. */
export function paintFish(painter: Painter, place: Place, colour = '#ff9248'): void {
  const dark = darker(colour, 70);
  const tail = shape('M-30 0 L-58 -22 Q-50 0 -58 22 Z', dark);
  const fins = shape('M-8 -20 Q6 -40 20 -18 Z', dark) + shape('M-4 18 Q4 34 14 18 Z', dark);
  const body = oval(0, 0, [40, 23], painter.downward(lighter(colour, 60), colour));
  const stripes = `<g opacity="0.8">${line('M10 -20 Q17 0 10 20', '#fff6e6', 6)}${line('M-12 -20 Q-6 0 -12 20', '#fff6e6', 5)}</g>`;
  painter.paintAt(
    place,
    tail + fins + body + stripes + eye(26, -5, 4.4) + shape('M0 2 q-16 4 -16 12 q14 2 18 -8 Z', dark),
  );
}

export function paintDuck(painter: Painter, place: Place): void {
  const ripple = `<g opacity="0.5">${line('M-52 4 q24 7 52 3 t54 -2', '#ffffff', 2.4)}</g>`;
  const body = shape(
    'M-46 -18 C-50 -32 -40 -34 -30 -28 C-16 -36 12 -38 28 -24 C38 -12 24 4 -4 4 C-28 4 -42 -4 -46 -18 Z',
    painter.downward('#ffe27a', '#f3b92f'),
  );
  const wing = shape('M-26 -18 C-14 -30 8 -28 14 -16 C2 -4 -18 -4 -26 -18 Z', '#eda823');
  const head = disc(26, -42, 18, painter.outward('#ffee9f', '#f6c33a'));
  painter.paintAt(
    place,
    body +
      wing +
      head +
      shape('M40 -44 Q56 -42 57 -36 Q46 -32 40 -36 Z', '#ef7d2d') +
      eye(30, -47, 3.4) +
      ripple,
  );
}

export function paintRabbit(painter: Painter, place: Place): void {
  const fur = painter.outward('#ffffff', '#d7d2cc');
  const ears = `<g transform="rotate(-9 -8 -70)">${oval(-10, -96, [8, 26], fur)}${oval(-10, -96, [4, 18], '#f6c0c0')}</g><g transform="rotate(9 8 -70)">${oval(10, -96, [8, 26], fur)}${oval(10, -96, [4, 18], '#f6c0c0')}</g>`;
  const body = disc(28, -12, 9, '#ffffff') + oval(0, -26, [28, 27], fur) + oval(0, -20, [15, 17], '#fffaf4');
  const feet = oval(-13, -3, [12, 6], '#f4efe9') + oval(13, -3, [12, 6], '#f4efe9');
  const head =
    oval(0, -62, [22, 19], fur) +
    eye(-8, -66, 3.6) +
    eye(8, -66, 3.6) +
    oval(0, -58, [3.4, 2.4], '#e58a8a') +
    line('M0 -56 Q-4 -51 -7 -53 M0 -56 Q4 -51 7 -53', '#9b8079', 1.5);
  painter.paintAt(place, shadow(34) + ears + body + feet + head);
}
