import { darker } from './colours.ts';
import { box, disc, line, oval, pictureHeight, pictureWidth, round, shape } from './painter.ts';
import type { Painter } from './painter.ts';

const whole = [0, 0, pictureWidth, pictureHeight] as const;

/** A smooth ridge from the left edge to the right, filled down to the bottom; the same `height` keeps it about there. */
function ridge(
  painter: Painter,
  { height, swing, bumps }: { height: number; swing: number; bumps: number },
): string {
  const step = pictureWidth / bumps;
  let path = `M0 ${pictureHeight} L0 ${round(height + painter.between(-swing, swing))}`;
  for (let i = 0; i < bumps; i++) {
    const [x, y] = [i * step, height + painter.between(-swing, swing)];
    path += ` S${round(x + step * 0.5)} ${round(y)} ${round(x + step)} ${round(height + painter.between(-swing, swing) * 0.5)}`;
  }
  return `${path} L${pictureWidth} ${pictureHeight} Z`;
}

export function paintSky(painter: Painter, ...colours: readonly string[]): void {
  painter.paint(box(whole, painter.downward(...colours)));
}

export function paintHills(painter: Painter, colours: readonly string[], top = 250): void {
  colours.forEach((colour, i) => {
    const height = top + ((380 - top) * i) / Math.max(1, colours.length - 1);
    const path = ridge(painter, { height, swing: 26 - i * 6, bumps: 3 + i });
    painter.paint(shape(path, painter.downward(colour, darker(colour, 78))));
  });
}

export function paintGrass(painter: Painter, [y, light, dark]: readonly [number, string, string]): void {
  painter.paint(shape(ridge(painter, { height: y, swing: 7, bumps: 3 }), painter.downward(light, dark)));
  for (let i = 0; i < 46; i++) {
    const [x, foot] = [painter.between(0, pictureWidth), painter.between(y + 22, pictureHeight)];
    const lean = painter.between(-4, 4);
    const blade = `M${round(x)} ${round(foot)} q${round(lean * 0.3)} -6 ${round(lean)} -${round(painter.between(8, 13))}`;
    painter.paint(`<g opacity="0.35">${line(blade, dark, 1.8)}</g>`);
  }
}

export function paintSea(painter: Painter, [y, light, dark]: readonly [number, string, string]): void {
  painter.paint(box([0, y, pictureWidth, pictureHeight - y], painter.downward(light, dark)));
  for (let i = 0; i < 30; i++) {
    const depth = painter.random();
    const [x, at] = [painter.between(0, pictureWidth), y + 8 + depth * (pictureHeight - y - 10)];
    const length = 12 + 34 * depth;
    const wave = `M${round(x)} ${round(at)} q${round(length / 4)} -4 ${round(length / 2)} 0 t${round(length / 2)} 0`;
    painter.paint(`<g opacity="0.4">${line(wave, '#ffffff', round(1 + depth * 1.4))}</g>`);
  }
}

export function paintSand(painter: Painter, y: number): void {
  painter.paint(shape(ridge(painter, { height: y - 5, swing: 7, bumps: 2 }), '#fdf6e3'));
  painter.paint(
    shape(ridge(painter, { height: y + 6, swing: 6, bumps: 2 }), painter.downward('#f5dfae', '#e3bf82')),
  );
  for (let i = 0; i < 60; i++) {
    painter.paint(
      `<g opacity="0.35">${disc(painter.between(0, 640), painter.between(y + 24, 480), 1.3, '#b98f52')}</g>`,
    );
  }
}

export function paintSnow(painter: Painter, y: number): void {
  painter.paint(
    shape(ridge(painter, { height: y, swing: 10, bumps: 3 }), painter.downward('#ffffff', '#d5e3f3')),
  );
}

export function paintFlakes(painter: Painter): void {
  for (let i = 0; i < 70; i++) {
    const flake = disc(
      painter.between(0, pictureWidth),
      painter.between(0, pictureHeight),
      painter.between(1.2, 3.4),
      '#ffffff',
    );
    painter.paint(`<g opacity="0.85">${flake}</g>`);
  }
}

export function paintStars(painter: Painter, below: number): void {
  for (let i = 0; i < 80; i++) {
    const star = disc(
      painter.between(0, pictureWidth),
      painter.between(0, below),
      painter.between(0.6, 1.9),
      '#fff8dc',
    );
    painter.paint(`<g opacity="${round(painter.between(0.4, 1))}">${star}</g>`);
  }
}

export function paintMountains(painter: Painter, [rock, deep]: readonly [string, string], foot = 330): void {
  for (const [x, height, half] of [
    [130, 190, 190],
    [500, 210, 220],
    [310, 255, 230],
  ] as const) {
    const top = foot - height;
    painter.paint(
      shape(`M${x - half} ${foot} L${x} ${top} L${x + half} ${foot} Z`, painter.downward(rock, deep)),
    );
    painter.paint(
      `<g opacity="0.22">${shape(`M${x} ${top} L${x + half} ${foot} L${x - 30} ${foot} L${x + 12} ${top + 90} Z`, '#10192e')}</g>`,
    );
    const [left, right] = [half * 0.28, half * 0.28];
    const snow = `M${x} ${top} L${x + right} ${top + height * 0.28} L${x + right * 0.45} ${top + height * 0.22} L${x + 4} ${top + height * 0.34} L${x - left * 0.5} ${top + height * 0.21} L${x - left} ${top + height * 0.28} Z`;
    painter.paint(shape(snow, '#fbfdff'));
  }
}

/** A row of houses far away, with a few lit windows. */
export function paintSkyline(painter: Painter, [y, colour, lit]: readonly [number, string, string]): void {
  for (let x = -10; x < pictureWidth;) {
    const [width, height] = [painter.between(44, 84), painter.between(70, 170)];
    painter.paint(box([x, y - height, width, height], painter.downward(colour, darker(colour, 80)), 3));
    for (let row = y - height + 14; row < y - 18; row += 24) {
      for (let column = x + 9; column < x + width - 14; column += 17) {
        if (painter.random() < 0.55)
          painter.paint(`<g opacity="0.8">${box([column, row, 8, 12], lit, 1)}</g>`);
      }
    }
    x += width + painter.between(2, 8);
  }
}

export function paintRoad(painter: Painter, y: number): void {
  painter.paint(box([0, y - 26, pictureWidth, 30], painter.downward('#d9d4ca', '#bdb6a8')));
  painter.paint(box([0, y, pictureWidth, pictureHeight - y], painter.downward('#666c78', '#4c515c')));
  for (let x = 10; x < pictureWidth; x += 92) painter.paint(box([x, y + 62, 50, 6], '#f3efe2', 3));
}

/** A wall with a window that shows the day outside, and a wooden floor. */
export function paintRoom(painter: Painter, [wall, floor]: readonly [string, string]): void {
  painter.paint(box(whole, painter.downward(wall, darker(wall, 86))));
  painter.paint(box([0, 350, pictureWidth, 130], painter.downward(floor, darker(floor, 78))));
  painter.paint(box([0, 340, pictureWidth, 12], '#fffaf0'));
  for (let y = 378; y < 480; y += 26)
    painter.paint(`<g opacity="0.18">${box([0, y, pictureWidth, 2], '#3a2412')}</g>`);
}

export function paintWindow(painter: Painter, [x, y]: readonly [number, number]): void {
  painter.paint(box([x - 8, y - 8, 166, 186], '#fffaf0', 6));
  painter.paint(box([x, y, 150, 170], painter.downward('#8fd0f5', '#dff3ff'), 3));
  painter.paint(oval(x + 46, y + 52, [26, 11], '#ffffff') + oval(x + 66, y + 58, [24, 9], '#ffffff'));
  painter.paint(shape(`M${x} ${y + 130} q40 -26 80 -6 t70 -4 V${y + 170} H${x} Z`, '#8cc474'));
  painter.paint(box([x + 72, y, 6, 170], '#fffaf0') + box([x, y + 82, 150, 6], '#fffaf0'));
}
