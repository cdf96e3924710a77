import { compose, identity, turn, type Matrix } from './raster/matrix.ts';
import { flat, halo, rounded, shaded, type Colour, type Fill } from './raster/fills.ts';
import { boxPath, ovalPath, parsePath, type Path } from './raster/path.ts';

/** A filled shape or a line in a thing's own units: its foot is at 0,0 and up is negative. */
export interface Shape {
  readonly path: Path;
  readonly matrix: Matrix;
  readonly fill: Fill;
  /** Of a line, in the thing's units; shapes have none. */
  readonly lineWidth?: number;
  readonly clip?: { readonly path: Path; readonly matrix: Matrix } | undefined;
  readonly solid: boolean;
  readonly part: string | null;
}

/** Art is written as constants, so the same paths come again and again. */
const parsed = new Map<string, Path>();

function pathOf(text: string): Path {
  let path = parsed.get(text);
  if (path === undefined) {
    path = parsePath(text);
    // Paths with drawn numbers in them would fill the memory of a long training.
    if (parsed.size < 5000) parsed.set(text, path);
  }
  return path;
}

/** Collects the shapes of one thing, back to front. A plain colour gets the light of the scene. */
export class Pen {
  readonly shapes: Shape[] = [];
  #matrix = identity;
  #part: string | null = null;
  #clip: Shape['clip'];

  shape(path: string, fill: Fill | Colour): void {
    this.#add(pathOf(path), typeof fill === 'number' ? shaded(fill) : fill);
  }

  oval(x: number, y: number, [rx, ry]: readonly [number, number], fill: Fill | Colour): void {
    this.#add(ovalPath(x, y, rx, ry), typeof fill === 'number' ? rounded(fill) : fill);
  }

  disc(x: number, y: number, radius: number, fill: Fill | Colour): void {
    this.oval(x, y, [radius, radius], fill);
  }

  box(
    box: readonly [x: number, y: number, width: number, height: number],
    fill: Fill | Colour,
    radius = 0,
  ): void {
    this.#add(boxPath(box, radius), typeof fill === 'number' ? shaded(fill) : fill);
  }

  line(path: string, fill: Fill | Colour, lineWidth: number): void {
    this.#add(pathOf(path), typeof fill === 'number' ? flat(fill) : fill, lineWidth);
  }

  /** A dark eye with a glint. */
  eye(x: number, y: number, radius = 3.6): void {
    this.disc(x, y, radius, flat(0x26221f));
    this.disc(x + radius * 0.3, y - radius * 0.33, radius * 0.34, flat(0xffffff));
  }

  /** Light or shadow: it is no part of the thing. */
  stain(x: number, y: number, [rx, ry]: readonly [number, number], fill: Fill): void {
    this.#add(ovalPath(x, y, rx, ry), fill, undefined, false);
  }

  /** The shadow under what stands on the ground. */
  shadow(halfWidth: number, opacity = 0.4): void {
    this.stain(halfWidth * 0.1, 0, [halfWidth * 1.25, halfWidth * 0.22 + 3], halo(0x10142a, opacity));
  }

  turned(degrees: number, [x, y]: readonly [number, number], draw: () => void): void {
    this.#within(turn(degrees, x, y), draw);
  }

  placed(x: number, y: number, [scaleX, scaleY]: readonly [number, number], draw: () => void): void {
    this.#within([scaleX, 0, 0, scaleY, x, y], draw);
  }

  /** What is drawn is this named part of the thing. */
  part(name: string, draw: () => void): void {
    const before = this.#part;
    this.#part = name;
    draw();
    this.#part = before;
  }

  /** What is drawn shows only inside the path. */
  inside(path: string, draw: () => void): void {
    const before = this.#clip;
    this.#clip = { path: pathOf(path), matrix: this.#matrix };
    draw();
    this.#clip = before;
  }

  #within(matrix: Matrix, draw: () => void): void {
    const before = this.#matrix;
    this.#matrix = compose(before, matrix);
    draw();
    this.#matrix = before;
  }

  #add(path: Path, fill: Fill, lineWidth?: number, solid = true): void {
    const shape = { path, matrix: this.#matrix, fill, solid, part: this.#part };
    this.shapes.push({
      ...shape,
      ...(lineWidth === undefined ? {} : { lineWidth }),
      ...(this.#clip === undefined ? {} : { clip: this.#clip }),
    });
  }
}
