/** 0xRRGGBB */
export type Colour = number;

export type FillDirection = 'flat' | 'down' | 'side' | 'round';

/** Colours at even distances: from the top, from the left, or from a light at the upper left outwards; opacity 0…1 beside each. */
export interface Fill {
  readonly direction: FillDirection;
  readonly colours: readonly Colour[];
  readonly opacities: readonly number[];
}

const opaque = (direction: FillDirection, colours: readonly Colour[]): Fill => ({
  direction,
  colours,
  opacities: colours.map(() => 1),
});

export const flat = (colour: Colour, opacity = 1): Fill => ({
  direction: 'flat',
  colours: [colour],
  opacities: [opacity],
});
export const down = (...colours: readonly Colour[]): Fill => opaque('down', colours);
export const side = (...colours: readonly Colour[]): Fill => opaque('side', colours);
export const round = (...colours: readonly Colour[]): Fill => opaque('round', colours);

/** A stain that fades towards its rim: shadows and halos. */
export const halo = (colour: Colour, opacity: number): Fill => ({
  direction: 'round',
  colours: [colour, colour, colour, colour, colour],
  opacities: [opacity, opacity * 0.75, opacity * 0.4, opacity * 0.1, 0],
});

/** A gradient of one colour's opacity from top to bottom. */
export const veil = (colour: Colour, top: number, bottom: number): Fill => ({
  direction: 'down',
  colours: [colour, colour],
  opacities: [top, bottom],
});

export function mix(from: Colour, to: Colour, share: number): Colour {
  let result = 0;
  for (const shift of [16, 8, 0]) {
    const [a, b] = [(from >> shift) & 255, (to >> shift) & 255];
    result |= Math.round(a + (b - a) * share) << shift;
  }
  return result;
}

export const lighter = (colour: Colour, share: number): Colour => mix(colour, 0xffffff, share);
/** Towards a dark violet rather than black: shadows of daylight are cool. */
export const darker = (colour: Colour, share: number): Colour => mix(colour, 0x1c1430, share);

/** What a plain colour becomes on a thing: lit from above, or round. */
export const shaded = (colour: Colour): Fill => down(lighter(colour, 0.16), colour, darker(colour, 0.2));
export const rounded = (colour: Colour): Fill =>
  round(lighter(colour, 0.3), lighter(colour, 0.06), darker(colour, 0.24));
