import { painted } from '../colours.ts';
import type { Pen } from '../pen.ts';
import { darker, flat, lighter } from '../raster/fills.ts';
import type { Kind, Look } from './kind.ts';

const pane = 0xb4def4;

function drawWindow(pen: Pen, [x, y]: readonly [number, number], size = 22): void {
  pen.part('window', () => {
    pen.box([x - 2, y - 2, size + 4, size + 4], flat(0xfffaf0), 2);
    pen.box([x, y, size, size], pane);
    pen.box([x + size / 2 - 1, y, 2, size], flat(0xfffaf0));
    pen.box([x, y + size / 2 - 1, size, 2], flat(0xfffaf0));
  });
}

function drawDoor(pen: Pen, [x, width, height]: readonly [number, number, number], colour: number): void {
  pen.part('door', () => {
    pen.box([x, -height, width, height], colour, 3);
    pen.disc(x + width - 5, -height / 2, 2, flat(0xf4c542));
  });
}

function drawHouse(pen: Pen, { main, second, dice }: Look): void {
  const wall = lighter(dice.pick([0xf2dcb4, 0xe9d0c0, 0xdde6ec, 0xf4efe4]), 0.1);
  pen.shadow(74);
  pen.box([24, -118, 16, 38], 0xa85a48);
  pen.box([21, -121, 22, 7], flat(0x7a4438));
  pen.box([-56, -70, 112, 70], wall);
  pen.part('roof', () => {
    pen.shape('M-70 -64 L0 -122 L70 -64 Z', main);
    for (const y of [-78, -92])
      pen.line(`M${-(y + 122) * 1.1} ${y} H${(y + 122) * 1.1}`, flat(darker(main, 0.4), 0.5), 1.8);
  });
  drawDoor(pen, [-12, 25, 42], darker(second, 0.3));
  drawWindow(pen, [-46, -52]);
  drawWindow(pen, [24, -52]);
}

function drawCastle(pen: Pen, { main, second, dice }: Look): void {
  const stone = main;
  const battlements = (from: number, to: number, y: number): void => {
    for (let x = from; x < to; x += 14) pen.box([x, y - 9, 8, 10], stone);
  };
  pen.shadow(90);
  pen.box([-22, -120, 44, 80], darker(stone, 0.12));
  pen.part('roof', () => pen.shape('M-30 -116 L0 -168 L30 -116 Z', second));
  pen.box([-60, -66, 120, 66], stone);
  battlements(-58, 58, -66);
  for (const x of [-88, 54]) {
    pen.box([x, -104, 34, 104], darker(stone, 0.06));
    if (dice.chance(0.6))
      pen.part('roof', () => pen.shape(`M${x - 7} -100 L${x + 17} -142 L${x + 41} -100 Z`, second));
    else battlements(x - 1, x + 34, -104);
    pen.box([x + 12, -80, 10, 18], flat(0x3a3440), 5);
  }
  pen.box([-6, -100, 12, 20], flat(0x3a3440), 6);
  pen.part('door', () => pen.shape('M-20 0 V-24 C-20 -50 20 -50 20 -24 V0 Z', 0x7a4a2a));
  pen.line('M0 -168 V-190', 0x5a5048, 2.4);
  pen.part('flag', () => pen.shape('M1 -190 L26 -182 L1 -174 Z', flat(0xd9413c)));
}

function drawLighthouse(pen: Pen, { main, dice }: Look): void {
  pen.shadow(38);
  const tower = 'M-24 0 L-15 -116 H15 L24 0 Z';
  pen.shape(tower, { direction: 'side', colours: [0xffffff, 0xf6f2ec, 0xcfc9c4], opacities: [1, 1, 1] });
  pen.inside(tower, () => {
    for (const y of [-26, -62, -98])
      pen.box([-30, y, 60, 18], {
        direction: 'side',
        colours: [lighter(main, 0.1), main, darker(main, 0.25)],
        opacities: [1, 1, 1],
      });
  });
  pen.box([-20, -122, 40, 8], flat(0x4a4f5c), 2);
  pen.stain(0, -134, [44, 34], {
    direction: 'round',
    colours: [0xfff0a8, 0xfff0a8, 0xfff0a8],
    opacities: [0.8, 0.3, 0],
  });
  pen.box([-12, -144, 24, 24], flat(0xffe9a3));
  pen.line('M-4 -143 V-122 M4 -143 V-122', 0x4a4f5c, 1.8);
  pen.shape('M-18 -143 L0 -164 L18 -143 Z', darker(main, 0.12));
  const corner = dice.whole(4, 7);
  pen.part('door', () => pen.box([-7, -20, 14, 20], flat(0x6b4426), corner));
}

function drawWindmill(pen: Pen, { main, second, dice }: Look): void {
  pen.shadow(44);
  pen.shape('M-32 0 L-20 -92 H20 L32 0 Z', lighter(main, 0.35));
  pen.part('roof', () => pen.shape('M-25 -90 C-22 -116 22 -116 25 -90 Z', darker(second, 0.1)));
  drawDoor(pen, [-9, 18, 30], 0x7a4a2a);
  drawWindow(pen, [-8, -64], 16);
  const start = dice.between(0, 90);
  for (let i = 0; i < 4; i++) {
    pen.turned(start + 90 * i, [0, -96], () => {
      pen.line('M0 -96 V-172', 0x6b4a2f, 4);
      pen.box([2, -170, 18, 58], flat(0xfbf6ea));
      pen.line('M2 -156 H20 M2 -141 H20 M2 -126 H20 M11 -170 V-112', 0xa88a62, 1.6);
    });
  }
  pen.disc(0, -96, 6, flat(0x4a3422));
}

function drawTent(pen: Pen, { main }: Look): void {
  pen.shadow(76);
  pen.shape('M-20 -84 L52 -76 L92 0 H20 Z', darker(main, 0.22));
  pen.shape('M-76 0 L-20 -84 L24 0 Z', main);
  pen.shape('M-40 0 L-20 -76 L-6 0 Z', flat(0x3a2a34));
  pen.shape('M-40 0 L-20 -76 L-30 0 Z', lighter(main, 0.3));
  pen.line('M-20 -86 V-96 M-76 0 L-90 4 M92 0 L104 4', 0x6b4a2f, 3);
}

function drawBarn(pen: Pen, { main }: Look): void {
  pen.shadow(84);
  pen.shape('M-70 0 V-66 L-46 -104 L0 -122 L46 -104 L70 -66 V0 Z', main);
  pen.line('M-74 -64 L-48 -106 L0 -124 L48 -106 L74 -64', 0xf6f0e6, 7);
  pen.part('door', () => {
    pen.box([-26, -56, 52, 56], darker(main, 0.18));
    pen.line('M-26 -56 H26 V0 H-26 Z M-26 -56 L26 0 M26 -56 L-26 0', 0xf6f0e6, 3.6);
  });
  pen.part('window', () => pen.box([-11, -94, 22, 22], flat(0x4a3038), 2));
  pen.line('M-11 -94 H11 V-72 H-11 V-94', 0xf6f0e6, 3);
}

function drawIgloo(pen: Pen, { dice }: Look): void {
  const ice = 0xe4eef8;
  const dome = 'M-66 0 C-66 -88 66 -88 66 0 Z';
  pen.shadow(72, 0.25);
  pen.shape(dome, ice);
  pen.inside(dome, () => {
    for (const y of [-18, -36, -52]) pen.line(`M-70 ${y} Q0 ${y - 10} 70 ${y}`, 0xa9c1dc, 2.6);
    const shift = dice.between(-6, 6);
    for (const [x, y] of [
      [-48, 0],
      [-22, 0],
      [34, 0],
      [54, 0],
      [-34, -18],
      [-8, -19],
      [18, -19],
      [42, -18],
      [-20, -37],
      [6, -38],
      [28, -37],
    ] as const)
      pen.line(`M${x + shift} ${y} v-18`, 0xa9c1dc, 2.6);
  });
  pen.shape('M-30 0 C-30 -46 30 -46 30 0 Z', lighter(ice, 0.2));
  pen.shape('M-20 0 C-20 -33 20 -33 20 0 Z', flat(0x34465f));
}

// prettier-ignore
export const buildings: readonly Kind[] = [
  { name: 'house', nouns: ['house', 'house', 'cottage', 'home'], habitats: ['land', 'snow'], tall: 230, colours: ['red', 'brown', 'blue', 'gray', 'orange'], colourOf: [['roof', 'with a']], draw: drawHouse },
  { name: 'castle', nouns: ['castle', 'fortress'].map((one) => [one, one === 'castle' ? 'castles' : 'fortresses'] as const), habitats: ['land'], tall: 270, colours: ['gray', 'beige'], materials: ['stone'], draw: drawCastle },
  { name: 'lighthouse', nouns: ['lighthouse'], habitats: ['sand', 'land'], tall: 280, colours: ['red', 'blue', 'black'], draw: drawLighthouse },
  { name: 'windmill', nouns: ['windmill', 'mill'], habitats: ['land'], tall: 280, colours: ['white', 'brown', 'red', 'gray'], draw: drawWindmill },
  { name: 'tent', nouns: ['tent'], habitats: ['land', 'sand', 'snow'], tall: 140, colours: painted.slice(0, 6), draw: drawTent },
  { name: 'barn', nouns: ['barn'], habitats: ['land'], tall: 230, colours: ['red', 'brown', 'green'], materials: ['wooden'], draw: drawBarn },
  { name: 'igloo', nouns: ['igloo'], habitats: ['snow'], tall: 150, draw: drawIgloo },
];
