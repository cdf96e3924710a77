import { basename } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import type { JudgedPicture } from '../../../models/evaluation/index.ts';

export const truthKinds = ['released', 'reviewed'] as const;
/** The files of a released dataset, or what people have decided in a project. */
export type TruthKind = (typeof truthKinds)[number];

/** A picture of which something is known, before its truth has been read. */
export interface TruthItem {
  /** What it is called in an error. */
  readonly name: string;
  /** In its project; null where the truth comes from files. */
  readonly pictureId: number | null;
  /** The picture's file with its truth. Throws a TagmaskError that says what is wrong with either. */
  readonly read: () => Promise<{ readonly file: string; readonly picture: JudgedPicture }>;
}

export interface TruthSource {
  readonly kind: TruthKind;
  /** Pictures that `items` gives. */
  readonly total: number;
  /** In the order of their names, one at a time. */
  readonly items: () => Iterable<TruthItem>;
  readonly close: () => void;
}

export const nothingToEvaluate = (root: string, why: string): TagmaskError =>
  new TagmaskError('missing', 'nothing-to-evaluate', `There is no truth to evaluate ${basename(root)} by: ${why}.`); // prettier-ignore
