import { disc, line, oval, round, shadow, shape } from './painter.ts';
import type { Painter, Place } from './painter.ts';

export function paintSun(painter: Painter, { x, y, scale = 1 }: Place): void {
  painter.paint(disc(x, y, 78 * scale, painter.glow('#fff2b0')));
  painter.paint(disc(x, y, 38 * scale, painter.outward('#fff7c9', '#ffd44d', '#ffb72e')));
}

export function paintMoon(painter: Painter, { x, y, scale = 1 }: Place): void {
  painter.paint(disc(x, y, 80 * scale, painter.glow('#c9d4ff')));
  painter.paint(disc(x, y, 38 * scale, painter.outward('#ffffff', '#f3eed8', '#d8d1b4')));
  for (const [dx, dy, r] of [
    [-12, -8, 7],
    [10, 6, 9],
    [-4, 18, 5],
    [16, -14, 4],
  ] as const) {
    painter.paint(`<g opacity="0.35">${disc(x + dx * scale, y + dy * scale, r * scale, '#b5ad8c')}</g>`);
  }
}

export function paintCloud(painter: Painter, place: Place): void {
  const puffs = [
    [-36, 0, 22],
    [-12, -12, 28],
    [18, -8, 25],
    [42, 2, 18],
    [4, 6, 26],
  ] as const;
  const body = puffs.map(([x, y, r]) => disc(x, y, r, '#ffffff')).join('');
  painter.paintAt(
    place,
    `<g opacity="0.22">${oval(4, 18, [56, 9], '#5a7ba6')}</g><g opacity="0.95">${body}${oval(2, 12, [54, 13], '#ffffff')}</g>`,
  );
}

export function paintTree(
  painter: Painter,
  place: Place,
  [light, dark]: readonly [string, string] = ['#86c95c', '#3f8a3c'],
): void {
  const trunk = shape(
    'M-8 0 C-6 -24 -6 -40 -5 -60 L6 -60 C6 -40 7 -24 10 0 Z',
    painter.downward('#9a6a42', '#6b4426'),
  );
  const crown = [
    [-26, -72, 26],
    [24, -74, 27],
    [0, -98, 31],
    [-12, -58, 20],
    [14, -58, 21],
    [0, -76, 30],
  ] as const;
  const leaves = crown
    .map(([x, y, r]) => disc(x, y, r + painter.between(-2, 2), painter.outward(light, dark)))
    .join('');
  const shine = `<g opacity="0.35">${disc(-12, -102, 9, '#f4ffd9')}${disc(14, -84, 6, '#f4ffd9')}</g>`;
  painter.paintAt(place, shadow(44) + trunk + leaves + shine);
}

export function paintPine(painter: Painter, place: Place, snowy = false): void {
  const green = painter.downward('#4f9d69', '#245a43');
  let svg = `${shadow(34)}<rect x="-5" y="-20" width="10" height="20" fill="#6b4426"/>`;
  for (const [bottom, half] of [
    [-14, 40],
    [-48, 31],
    [-80, 22],
  ] as const) {
    svg += shape(
      `M${-half} ${bottom} Q0 ${bottom + 12} ${half} ${bottom} Q${half * 0.3} ${bottom - 22} 0 ${bottom - 54} Q${-half * 0.3} ${bottom - 22} ${-half} ${bottom} Z`,
      green,
    );
    if (snowy)
      svg += shape(
        `M0 ${bottom - 54} Q${half * 0.2} ${bottom - 30} ${half * 0.6} ${bottom - 12} Q${half * 0.2} ${bottom - 20} 0 ${bottom - 14} Q${-half * 0.3} ${bottom - 22} ${-half * 0.5} ${bottom - 14} Q${-half * 0.2} ${bottom - 30} 0 ${bottom - 54} Z`,
        '#ffffff',
      );
  }
  painter.paintAt(place, svg);
}

export function paintFlower(painter: Painter, place: Place, petal = '#f2668b'): void {
  let svg = line('M0 0 Q-4 -28 0 -56', '#3d8b45', 4);
  svg +=
    shape('M-1 -18 q-20 -4 -24 -20 q18 0 24 20 Z', '#58ab52') +
    shape('M0 -24 q18 -4 22 -18 q-16 0 -22 18 Z', '#58ab52');
  const fill = painter.outward('#ffffff', petal, petal);
  for (let i = 0; i < 6; i++) {
    const angle = (i * Math.PI) / 3;
    svg += disc(Math.cos(angle) * 14, -62 + Math.sin(angle) * 14, 10.5, fill);
  }
  painter.paintAt(place, svg + disc(0, -62, 9, painter.outward('#ffe58a', '#f0a81e')));
}

export function paintMushroom(painter: Painter, place: Place): void {
  const stem = shape(
    'M-11 0 C-9 -18 -9 -28 -8 -36 H8 C9 -28 9 -18 13 0 Z',
    painter.downward('#fff8ea', '#e2d2b6'),
  );
  const cap = shape(
    'M-36 -34 C-34 -66 -16 -78 0 -78 C18 -78 34 -66 36 -34 C18 -26 -18 -26 -36 -34 Z',
    painter.outward('#ff8068', '#d8362f'),
  );
  const dots = [
    [-16, -52, 6],
    [4, -64, 5],
    [19, -48, 6.5],
    [-2, -44, 4],
  ] as const;
  painter.paintAt(
    place,
    shadow(26) + stem + cap + dots.map(([x, y, r]) => disc(x, y, r, '#fff6ee')).join(''),
  );
}

export function paintRainbow(painter: Painter): void {
  const colours = ['#ef6461', '#f7a14a', '#f9e065', '#7fc97a', '#5aa9e6', '#8f7ad1'];
  const arcs = colours.map((colour, i) =>
    line(`M${40 + i * 11} 330 A${280 - i * 11} ${280 - i * 11} 0 0 1 ${600 - i * 11} 330`, colour, 11.5),
  );
  painter.paint(`<g opacity="0.6">${arcs.join('')}</g>`);
}

export function paintBush(painter: Painter, place: Place): void {
  const fill = painter.outward('#9ad06e', '#4c9148');
  const leaves = [
    [-30, -16, 20],
    [-6, -26, 26],
    [24, -18, 22],
    [0, -10, 22],
  ] as const;
  painter.paintAt(place, shadow(44) + leaves.map(([x, y, r]) => disc(x, y, r, fill)).join(''));
}

export function paintLeaves(painter: Painter, count: number): void {
  for (let i = 0; i < count; i++) {
    const [x, y, turn] = [painter.between(0, 640), painter.between(380, 475), painter.between(0, 180)];
    const colour = ['#e2883a', '#d2562f', '#efb548'][i % 3] ?? '#e2883a';
    painter.paint(
      `<g transform="translate(${round(x)} ${round(y)}) rotate(${round(turn)})">${shape('M-9 0 Q0 -7 9 0 Q0 7 -9 0 Z', colour)}</g>`,
    );
  }
}
