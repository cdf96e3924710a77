/** Where an object stands: `x`, `y` is the middle of its foot in pixels; objects are drawn about 100 units tall, times `scale`. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale?: number;
  /** Looks the other way. */
  readonly flip?: boolean;
}

export const pictureWidth = 640;
export const pictureHeight = 480;

/** Collects one picture as SVG: what is painted later lies on top. All chance comes from `random`. */
export class Painter {
  readonly random: () => number;
  readonly #definitions: string[] = [];
  readonly #layers: string[] = [];

  constructor(random: () => number) {
    this.random = random;
    this.#definitions.push(
      '<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="4"/></filter>',
    );
  }

  /** A number from `low` to `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  paint(svg: string): void {
    this.#layers.push(svg);
  }

  /** Paints a group in an object's own coordinates: the foot at 0,0, up is negative. */
  paintAt({ x, y, scale = 1, flip = false }: Place, svg: string): void {
    this.paint(
      `<g transform="translate(${round(x)} ${round(y)}) scale(${flip ? -scale : scale} ${scale})">${svg}</g>`,
    );
  }

  /** The name of a gradient from top to bottom, to be used as a fill. */
  downward(...colours: readonly string[]): string {
    return this.#define('linearGradient', 'x1="0" y1="0" x2="0" y2="1"', colours);
  }

  /** From the upper left outwards: gives a flat disc its roundness. */
  outward(...colours: readonly string[]): string {
    return this.#define('radialGradient', 'cx="0.38" cy="0.32" r="0.75"', colours);
  }

  /** A halo that fades out towards its rim. */
  glow(colour: string): string {
    const id = `fill${this.#definitions.length}`;
    const stops = [0.75, 0.45, 0.12, 0].map(
      (opacity, i) =>
        `<stop offset="${round(0.4 + i * 0.2)}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    );
    this.#definitions.push(`<radialGradient id="${id}">${stops.join('')}</radialGradient>`);
    return `url(#${id})`;
  }

  toSvg(): string {
    const size = `width="${pictureWidth}" height="${pictureHeight}" viewBox="0 0 ${pictureWidth} ${pictureHeight}"`;
    const definitions = `<defs>${this.#definitions.join('')}</defs>`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${definitions}${this.#layers.join('')}</svg>`;
  }

  #define(kind: string, shape: string, colours: readonly string[]): string {
    const id = `fill${this.#definitions.length}`;
    const stops = colours.map(
      (colour, i) => `<stop offset="${round(i / Math.max(1, colours.length - 1))}" stop-color="${colour}"/>`,
    );
    this.#definitions.push(`<${kind} id="${id}" ${shape}>${stops.join('')}</${kind}>`);
    return `url(#${id})`;
  }
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The blurred shadow under an object that stands on the ground. */
export function shadow(halfWidth: number, opacity = 0.28): string {
  return `<ellipse cx="6" cy="1" rx="${halfWidth}" ry="${round(halfWidth * 0.16 + 2)}" fill="#1a2233" opacity="${opacity}" filter="url(#soft)"/>`;
}

export function disc(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${fill}"/>`;
}

export function oval(x: number, y: number, [rx, ry]: readonly [number, number], fill: string): string {
  return `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(rx)}" ry="${round(ry)}" fill="${fill}"/>`;
}

/** Corner, size and corner radius. */
export function box(
  [x, y, width, height]: readonly [number, number, number, number],
  fill: string,
  radius = 0,
): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${fill}"/>`;
}

export function shape(path: string, fill: string): string {
  return `<path d="${path}" fill="${fill}"/>`;
}

export function line(path: string, stroke: string, width: number): string {
  return `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
}
