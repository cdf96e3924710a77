/** What a picture's header says. */
export interface PictureHeader {
  /** In pixels, as stored: before the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** EXIF's 1 to 8. */
  readonly orientation: number;
}

/**
 * Reads a header from a file's first bytes. Null wherever something is unusual, damaged or not within these bytes: a
 * decoder has the last word on such a file, so that this only ever says what the decoder would.
 */
export type HeaderReader = (head: Buffer, fileSizeBytes: number) => PictureHeader | null;
