/** Whether a device is clearly slower than the CPU, such as a card that is emulated in software, told from a network that is small. */

/** What a device may take of the CPU's time and still not be clearly slower. */
const slowerFactor = 2;
/** A card that is emulated in software is slower than the CPU by a hundred times and more; to ask it for more would take minutes. */
const emulatedFactor = 10;
/**
 * Asked for where one picture leaves it open: starting a hundred small shaders takes a card some milliseconds, however fast it is. An
 * H100 took 5 ms for one picture and 16 cores took 2 ms, and with a CLIP of real size it was four to eight times as fast as they.
 */
const manyPictures = 16;

/** How long so many small pictures took. */
export interface Speed {
  readonly pictures: number;
  readonly thereMs: number;
  readonly hereMs: number;
}

const isSlower = ({ thereMs, hereMs }: Speed, factor: number): boolean => thereMs > factor * hereMs;

/** What shows that the device is slower, or null. `measure` is asked for many pictures where `one` does not settle it. */
export async function findSlowness(
  one: Speed,
  measure: (pictures: number) => Promise<Speed>,
): Promise<Speed | null> {
  if (!isSlower(one, slowerFactor)) return null;
  if (isSlower(one, emulatedFactor)) return one;
  const many = await measure(manyPictures);
  return isSlower(many, slowerFactor) ? many : null;
}

export function describeSlowness({ pictures, thereMs, hereMs }: Speed): string {
  const what = pictures === 1 ? 'a small picture' : `${pictures} small pictures`;
  return `it is slower than the CPU: ${thereMs.toFixed(0)} ms against ${hereMs.toFixed(0)} ms for ${what}.`;
}
