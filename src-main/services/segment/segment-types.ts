/** What `POST /api/pictures/:id/segment` and `GET /api/segment` say. This file has types only. */
import type { EncodedMask } from '../../../models/masks/index.ts';

export interface SegmentView {
  /** Its name in the library; null where it has none, and nothing was looked for. */
  readonly model: string | null;
  /** At the picture's displayed size; null where nothing was asked for but that the picture be prepared. */
  readonly mask: EncodedMask | null;
  /** 0…1, as the model believes; null without a mask. */
  readonly predictedIou: number | null;
}

export interface ClickingModelView {
  readonly model: string | null;
}
