import { bright, painted } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, lighter } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

interface Body {
  /** Children have larger heads. */
  readonly head: number;
  readonly dress: boolean;
  readonly longHair: boolean;
}

const skins = [0xf6d0ac, 0xe8b48a, 0xc98a5c, 0x8f5a38, 0xf9dcc0] as const;
const hairs = [0x3a2a22, 0x6a4226, 0xa8703a, 0xe0b050, 0x2a2628, 0xb8532a] as const;

function drawPerson(pen: Pen, { main, second, dice }: Look, { head, dress, longHair }: Body): void {
  const [skin, hair] = [dice.pick(skins), dice.pick(hairs)];
  const stride = dice.between(-9, 9);
  const top = -112;
  const middle = top - head * 0.86;
  pen.shadow(34);
  if (longHair)
    pen.part('hair', () =>
      pen.shape(
        `M${-head * 1.1} ${middle} C${-head * 1.3} ${top + 12} ${-head} ${top + 26} ${-head * 0.7} ${top + 28} H${head * 0.7} C${head} ${top + 26} ${head * 1.3} ${top + 12} ${head * 1.1} ${middle} Z`,
        darker(hair, 0.1),
      ),
    );
  const trousers = dress ? skin : darker(second, 0.35);
  for (const flipped of [-1, 1]) {
    pen.turned(flipped * stride * 0.6, [flipped * 9, -58], () => {
      pen.box([flipped * 9.5 - 8, -60, 16, 58], trousers, 5);
      pen.oval(flipped * 11, -3, [12, 6], flat(0x3a3033));
    });
  }
  drawArms(pen, { cloth: main, skin, dice });
  pen.box([-6, top - 4, 12, 14], flat(darker(skin, 0.12)));
  if (dress)
    pen.part('dress', () =>
      pen.shape(
        'M-17 -108 H17 C18 -86 22 -64 34 -36 C12 -28 -12 -28 -34 -36 C-22 -64 -18 -86 -17 -108 Z',
        main,
      ),
    );
  else pen.part('shirt', () => pen.shape('M-21 -106 C-14 -112 14 -112 21 -106 L22 -50 H-22 Z', main));
  pen.oval(0, middle, [head, head * 1.05], skin);
  drawFace(pen, middle, head);
  drawHair(pen, { middle, head, hair, dice, cloth: second, longHair });
}

function drawArms(
  pen: Pen,
  { cloth, skin, dice }: { cloth: number; skin: number; dice: Look['dice'] },
): void {
  for (const flipped of [-1, 1]) {
    const waves = flipped === 1 && dice.chance(0.3);
    pen.turned(
      flipped * -(waves ? dice.between(110, 145) : dice.between(8, 34)),
      [flipped * 20, -100],
      () => {
        pen.line(`M${flipped * 20} -100 V-78`, darker(cloth, 0.1), 13);
        pen.line(`M${flipped * 20} -78 V-58`, skin, 9);
        pen.disc(flipped * 20, -56, 6.4, skin);
      },
    );
  }
}

function drawFace(pen: Pen, middle: number, head: number): void {
  for (const flipped of [-1, 1]) {
    pen.eye(flipped * head * 0.38, middle + 1, head * 0.13);
    pen.disc(flipped * head * 0.55, middle + head * 0.36, head * 0.16, flat(0xf08a80, 0.45));
  }
  pen.line(
    `M${-head * 0.3} ${middle + head * 0.46} Q0 ${middle + head * 0.72} ${head * 0.3} ${middle + head * 0.46}`,
    0x9a4a44,
    2.4,
  );
}

interface Hair {
  readonly middle: number;
  readonly head: number;
  readonly hair: number;
  readonly dice: Look['dice'];
  readonly cloth: number;
  readonly longHair: boolean;
}

function drawHair(pen: Pen, { middle, head, hair, dice, cloth, longHair }: Hair): void {
  const h = head;
  pen.part('hair', () =>
    pen.shape(
      `M${-h * 1.06} ${middle + h * (longHair ? 0.3 : 0)} C${-h * 1.2} ${middle - h * 1.35} ${h * 1.2} ${middle - h * 1.35} ${h * 1.06} ${middle + h * (longHair ? 0.3 : 0)} C${h * 0.9} ${middle - h * 0.5} ${h * 0.3} ${middle - h * 0.36} ${-h * 0.1} ${middle - h * 0.62} C${-h * 0.5} ${middle - h * 0.36} ${-h * 0.9} ${middle - h * 0.3} ${-h * 1.06} ${middle + h * (longHair ? 0.3 : 0)} Z`,
      hair,
    ),
  );
  if (!dice.chance(0.35)) return;
  pen.part('hat', () => {
    pen.shape(
      `M${-h * 0.95} ${middle - h * 0.5} C${-h * 0.9} ${middle - h * 1.6} ${h * 0.9} ${middle - h * 1.6} ${h * 0.95} ${middle - h * 0.5} Z`,
      lighter(cloth, 0.1),
    );
    pen.box([-h * 1.5, middle - h * 0.62, h * 3, h * 0.26], darker(cloth, 0.14), h * 0.13);
  });
}

const grown = { head: 15.5 } as const;
const small = { head: 26 } as const;

// prettier-ignore
export const people: readonly Kind[] = [
  { name: 'man', nouns: [['man', 'men'], 'guy'], habitats: ['land', 'road', 'sand', 'snow', 'floor'], tall: 215, colours: painted, colourOf: [['dress', 'in a'], ['shirt', 'in a']], doing: ['standing', 'smiling'], draw: (pen, look) => drawPerson(pen, look, { ...grown, dress: false, longHair: false }) },
  { name: 'woman', nouns: [['woman', 'women'], ['lady', 'ladies']], habitats: ['land', 'road', 'sand', 'snow', 'floor'], tall: 210, colours: painted, colourOf: [['dress', 'in a'], ['shirt', 'in a']], doing: ['standing', 'smiling'], draw: (pen, look) => drawPerson(pen, look, { ...grown, dress: look.dice.chance(0.65), longHair: true }) },
  { name: 'boy', nouns: ['boy', 'kid', ['child', 'children']], habitats: ['land', 'sand', 'snow', 'floor', 'road'], tall: 165, colours: bright, colourOf: [['dress', 'in a'], ['shirt', 'in a']], doing: ['standing', 'smiling'], draw: (pen, look) => drawPerson(pen, look, { ...small, dress: false, longHair: false }) },
  { name: 'girl', nouns: ['girl', 'kid', ['child', 'children']], habitats: ['land', 'sand', 'snow', 'floor', 'road'], tall: 165, colours: bright, colourOf: [['dress', 'in a'], ['shirt', 'in a']], doing: ['standing', 'smiling'], draw: (pen, look) => drawPerson(pen, look, { ...small, dress: look.dice.chance(0.7), longHair: true }) },
];
