import type { Dice } from '../dice.ts';
import type { Pen } from '../pen.ts';
import { darker, down, flat, lighter, mix, type Colour } from '../raster/fills.ts';
import { region, stageHeight, type Daytime, type Region, type Stage } from './setting.ts';

/** Numbers in paths are short, so that the same path may be parsed once. */
const p = (value: number): string => String(Math.round(value));

const skies: Readonly<Record<Daytime, readonly (readonly Colour[])[]>> = {
  day: [
    [0x5fabea, 0xa9d8f5, 0xe6f5fb],
    [0x4a9be4, 0x8fcbf2, 0xd8effa],
    [0x78bdf0, 0xc4e6f8, 0xf4fafb],
  ],
  sunset: [
    [0x474a8c, 0xd0708c, 0xf9b268, 0xfce6a8],
    [0x6a5aa0, 0xf08a7a, 0xfbc878],
    [0xf2805a, 0xf9b466, 0xfde9b0],
  ],
  night: [
    [0x0c1230, 0x1f2c5e, 0x43508c],
    [0x141033, 0x2d2a66, 0x574f92],
  ],
  overcast: [
    [0x9aa8b6, 0xc2ccd4, 0xe3e8ea],
    [0x8796a6, 0xb4c0ca, 0xd8dfe3],
  ],
};

export const daylightOf: Readonly<Record<Daytime, { readonly tint: Colour; readonly share: number }>> = {
  day: { tint: 0xffffff, share: 0 },
  sunset: { tint: 0xc8604a, share: 0.16 },
  night: { tint: 0x141c4a, share: 0.42 },
  overcast: { tint: 0x8a95a0, share: 0.16 },
};

/** A colour of the land under the light of the hour. */
export function lit(colour: Colour, daytime: Daytime): Colour {
  const { tint, share } = daylightOf[daytime];
  return mix(colour, tint, share);
}

export function sky({ dice, width, daytime }: Stage, bottom = stageHeight): Region {
  return region('sky', (pen) => {
    const colours = dice.pick(skies[daytime]);
    // The haze goes on below: no ridge in front of it ends at the same height everywhere.
    pen.box([-4, 0, width + 8, stageHeight + 4], flat(colours.at(-1) ?? 0));
    pen.box([-4, -4, width + 8, bottom + 8], down(...colours));
    if (daytime !== 'night') return;
    for (let i = 0; i < 40; i++)
      pen.disc(
        dice.between(0, width),
        dice.between(0, bottom * 0.8),
        dice.between(0.7, 2),
        flat(0xfff8dc, dice.between(0.4, 1)),
      );
  });
}

export interface Ridge {
  readonly y: number;
  readonly swing: number;
  readonly bumps: number;
}

/** A smooth ridge from the left edge to the right, filled down to the bottom. */
export function ridgePath({ dice, width }: Stage, { y, swing, bumps }: Ridge): string {
  const step = (width + 40) / bumps;
  let path = `M-20 ${p(stageHeight + 4)} L-20 ${p(y + dice.between(-swing, swing))}`;
  for (let i = 0; i < bumps; i++) {
    const x = i * step - 20;
    path += ` S${p(x + step * 0.5)} ${p(y + dice.between(-swing, swing))} ${p(x + step)} ${p(y + dice.between(-swing, swing) * 0.5)}`;
  }
  return `${path} L${p(width + 20)} ${p(stageHeight + 4)} Z`;
}

export function hills(stage: Stage, y: number, colours: readonly Colour[] = [0xa9cfa3, 0x86bd7c]): Region {
  return region('hills', (pen) => {
    colours.forEach((colour, i) => {
      const light = lit(colour, stage.daytime);
      pen.shape(
        ridgePath(stage, { y: y + i * 26, swing: 26 - i * 5, bumps: 3 + i }),
        down(light, darker(light, 0.2)),
      );
    });
  });
}

export function mountains(stage: Stage, foot: number): Region {
  const { dice, width, daytime } = stage;
  const rock = lit(dice.pick([0x8393a8, 0x7d8a98, 0x94879a]), daytime);
  const peaks = [0.2, 0.8, 0.5].map((at) => ({
    x: width * (at + dice.between(-0.08, 0.08)),
    height: dice.between(150, 225),
    half: width * dice.between(0.3, 0.42),
  }));
  return region('mountains', (pen) => {
    for (const { x, height, half } of peaks) {
      const top = foot - height;
      pen.shape(
        `M${p(x - half)} ${p(foot + 30)} L${p(x)} ${p(top)} L${p(x + half)} ${p(foot + 30)} Z`,
        down(rock, darker(rock, 0.3)),
      );
      pen.shape(
        `M${p(x)} ${p(top)} L${p(x + half)} ${p(foot + 30)} H${p(x - half * 0.2)} L${p(x + 14)} ${p(top + height * 0.45)} Z`,
        flat(0x10192e, 0.2),
      );
      const w = half * 0.3;
      pen.shape(
        `M${p(x)} ${p(top)} L${p(x + w)} ${p(top + height * 0.34)} L${p(x + w * 0.45)} ${p(top + height * 0.26)} L${p(x + 4)} ${p(top + height * 0.4)} L${p(x - w * 0.5)} ${p(top + height * 0.25)} L${p(x - w)} ${p(top + height * 0.34)} Z`,
        flat(lit(0xfbfdff, daytime)),
      );
    }
  });
}

export function grass(stage: Stage, y: number, name = 'grass'): Region {
  const { dice, width, daytime } = stage;
  const light = lit(dice.pick([0x8fcf68, 0x9ad46f, 0x86c860, 0xa4cf62]), daytime);
  const dark = darker(light, 0.34);
  return region(name, (pen) => {
    pen.shape(ridgePath(stage, { y, swing: 6, bumps: 3 }), down(light, mix(light, dark, 0.75)));
    for (let i = 0; i < 40; i++) {
      const foot = y + 14 + (stageHeight - y - 14) * dice.between(0, 1);
      const size = 5 + (9 * (foot - y)) / (stageHeight - y);
      pen.line(
        `M${p(dice.between(0, width))} ${p(foot)} q${p(dice.between(-2, 2))} ${p(-size * 0.6)} ${p(dice.between(-4, 4))} ${p(-size)}`,
        flat(dark, 0.45),
        1.8,
      );
    }
    if (dice.chance(0.4))
      sprinkle(pen, {
        dice,
        width,
        y: y + 16,
        count: 26,
        colours: [0xffffff, 0xffe58a, 0xf7a8c0],
        size: 2.6,
      });
  });
}

export interface Sprinkling {
  readonly dice: Dice;
  readonly width: number;
  readonly y: number;
  readonly count: number;
  readonly colours: readonly Colour[];
  readonly size: number;
}

/** Dots on the ground that grow towards us. */
export function sprinkle(pen: Pen, { dice, width, y, count, colours, size }: Sprinkling): void {
  for (let i = 0; i < count; i++) {
    const at = dice.between(0, 1);
    pen.disc(
      dice.between(0, width),
      y + at * (stageHeight - y),
      size * (0.4 + 0.6 * at),
      flat(dice.pick(colours), 0.8),
    );
  }
}

export function water(stage: Stage, y: number, name: string): Region {
  const { dice, width, daytime } = stage;
  const blue = lit(dice.pick([0x5ab4dc, 0x4fa8d8, 0x58bfc8]), daytime);
  const light = daytime === 'sunset' ? mix(blue, 0xd88a90, 0.3) : blue;
  return region(name, (pen) => {
    pen.box([-4, y, width + 8, stageHeight - y + 4], down(lighter(light, 0.25), light, darker(light, 0.3)));
    for (let i = 0; i < 26; i++) {
      const depth = dice.between(0, 1);
      const length = 12 + 36 * depth;
      const wave = `M${p(dice.between(-20, width))} ${p(y + 8 + depth * (stageHeight - y - 10))} q${p(length / 4)} -4 ${p(length / 2)} 0 t${p(length / 2)} 0`;
      pen.line(wave, flat(0xffffff, 0.38), 1.2 + depth * 1.4);
    }
  });
}

export function sand(stage: Stage, y: number, swing = 6): Region {
  const { dice, width, daytime } = stage;
  const light = lit(dice.pick([0xf3dca8, 0xf0d29a, 0xf5e0b8]), daytime);
  return region('sand', (pen) => {
    pen.shape(ridgePath(stage, { y, swing, bumps: 2 }), down(light, darker(light, 0.22)));
    sprinkle(pen, {
      dice,
      width,
      y: y + 16,
      count: 40,
      colours: [darker(light, 0.3), darker(light, 0.2), lighter(light, 0.5)],
      size: 2,
    });
  });
}

/** A row of round or pointed trees that stand so close that they are one region. */
export function treeLine({ dice, width, daytime }: Stage, y: number, height: number): Region {
  const pointed = dice.chance(0.5);
  return region('trees', (pen) => {
    for (const [row, shade] of [
      [0, 0.22],
      [1, 0],
    ] as const) {
      for (let x = -30 + row * 16; x < width + 30; x += dice.between(26, 44)) {
        const tall = height * dice.between(0.75, 1.1) * (row === 0 ? 1.12 : 0.9);
        const green = darker(lit(dice.pick([0x5c9f58, 0x4d8f52, 0x74ad5c]), daytime), shade);
        pen.part('trunk', () =>
          pen.box([x - 4, y - tall * 0.3, 8, tall * 0.3 + 12], darker(lit(0x8a5a35, daytime), shade)),
        );
        if (pointed)
          pen.shape(
            `M${p(x - 26)} ${p(y - tall * 0.12)} L${p(x)} ${p(y - tall)} L${p(x + 26)} ${p(y - tall * 0.12)} Z`,
            green,
          );
        else pen.oval(x, y - tall * 0.6, [28, tall * 0.42], green);
      }
    }
  });
}

export function skyline({ dice, width, daytime }: Stage, y: number): Region {
  return region('buildings', (pen) => {
    for (let x = -14; x < width;) {
      const [w, h] = [dice.between(46, 88), dice.between(90, 250)];
      const wall = lit(dice.pick([0xb98a78, 0x9aa6b8, 0xc8b090, 0x8a92a6, 0xb7747a, 0xa8b0a2]), daytime);
      pen.box([x, y - h, w, h + 6], down(lighter(wall, 0.12), wall));
      pen.box([x - 2, y - h - 5, w + 4, 8], darker(wall, 0.25));
      const pane = daytime === 'night' ? 0xffe08a : 0xdff0fa;
      for (let row = y - h + 16; row < y - 22; row += 26) {
        for (let column = x + 9; column < x + w - 14; column += 18) {
          const light = flat(dice.chance(daytime === 'night' ? 0.55 : 0.9) ? pane : darker(wall, 0.35), 0.9);
          pen.part('window', () => pen.box([column, row, 10, 14], light));
        }
      }
      x += w + dice.between(-2, 5);
    }
  });
}
