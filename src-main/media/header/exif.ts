const orientationTag = 0x0112;
const shortType = 3;

/**
 * The orientation in a TIFF structure, as EXIF has it (CIPA DC-008, 4.5 and 4.6.5): 1 where it names none, null where
 * it is unusual or damaged.
 */
export function readExifOrientation(tiff: Buffer): number | null {
  if (tiff.length < 14) return null;
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const short = (at: number): number => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = long(4);
  if (short(2) !== 42 || directory < 8 || directory + 2 > tiff.length) return null;
  const count = short(directory);
  if (count === 0 || directory + 2 + 12 * count > tiff.length) return null;
  let orientation = 1;
  let found = 0;
  for (let entry = directory + 2; entry < directory + 2 + 12 * count; entry += 12) {
    if (short(entry) !== orientationTag) continue;
    if (short(entry + 2) !== shortType || long(entry + 4) !== 1) return null;
    orientation = short(entry + 8);
    found++;
  }
  return found <= 1 && orientation >= 1 && orientation <= 8 ? orientation : null;
}
