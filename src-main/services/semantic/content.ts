import type { ReadDb } from '../../../db/connection.ts';
import { readHeatOfAccepted, readNewestHeat } from '../../../db/queries/exports.ts';
import { decodeMask, type HeatMap, type LabelLayers, type Rle } from '../../../models/masks/index.ts';
import {
  readTagsOf,
  readUnsureMasks,
  type ReadPicture,
  type Skipped,
  type SourcePicture,
  type SourceTag,
} from '../export-source.ts';
import type { ExportInclude } from '../types.ts';

/** A tag with pixels that was asked for, and what they are called in the label map. */
export interface LabelledTag {
  readonly tag: SourceTag;
  readonly label: number;
}

export interface SemanticContent {
  readonly picture: SourcePicture;
  readonly tags: readonly LabelledTag[];
  readonly layers: LabelLayers;
  readonly skipped: readonly Skipped[];
}

interface Asked {
  readonly include: ExportInclude;
  /** By the tags' texts, from 1. */
  readonly labels: ReadonlyMap<string, number>;
  /** These are all classes that there are: other tags are as if they were not there. */
  readonly closed: boolean;
}

/** What a label map has of a picture. */
export function readSemanticContent(
  db: ReadDb,
  [row, picture]: readonly [row: ReadPicture[0], picture: SourcePicture],
  { include, labels, closed }: Asked,
): SemanticContent {
  const wants = (text: string): boolean => !closed || labels.has(text);
  const { tags: found, skipped } = readTagsOf(db, [row, picture], { include, wants });
  const tags = found.map((tag) => ({ tag, label: labels.get(tag.text) ?? 0 }));
  const unsure = readUnsureMasks(db, picture, wants);
  const ignored = [...readUnasked(db, [row, picture], { include, wants }), ...unsure];
  const layers = tags.map(({ tag, label }) => {
    return { label, mask: decodeMask(tag.segmentation), heat: readHeat(db, tag) };
  });
  return {
    ...{ picture, tags, skipped },
    layers: {
      ignored,
      cut: layers.flatMap(({ heat, ...layer }) => (heat === null ? [] : [{ ...layer, heat }])),
      drawn: layers.filter(({ heat }) => heat === null),
    },
  };
}

/** Masks of the other kind: they are neither background nor, as far as was asked, a class. */
function readUnasked(
  db: ReadDb,
  read: ReadPicture,
  { include, wants }: { readonly include: ExportInclude; readonly wants: (text: string) => boolean },
): Rle[] {
  if (include === 'all') return [];
  const other = include === 'accepted' ? 'proposed' : 'accepted';
  const { tags } = readTagsOf(db, read, { include: other, wants });
  return tags.map(({ segmentation }) => decodeMask(segmentation));
}

/** Null for pixels that no threshold has cut: a person has drawn them, or a file has brought them. */
function readHeat(db: ReadDb, { state, tag_id, provenance }: SourceTag): HeatMap | null {
  if (provenance === null || provenance.threshold === null) return null;
  return (state === 'accepted' ? readHeatOfAccepted(db, tag_id) : readNewestHeat(db, tag_id)) ?? null;
}
