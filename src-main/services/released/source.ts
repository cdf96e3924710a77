import type { ReadDb } from '../../../db/connection.ts';
import { readShownDecision } from '../../../db/queries/decisions.ts';
import { selectCaptionsForExport, type ExportCaptionRow } from '../../../db/queries/exports.ts';
import {
  listPlacedTags,
  listStatedTags,
  readImportedLabel,
  type ImportedWord,
  type StatedTagRow,
} from '../../../db/queries/imported-labels.ts';
import { decodeMask, type Rle } from '../../../models/masks/index.ts';
import { codePointOffsets } from '../../../models/tagging/index.ts';
import type { ReleasedPicture, ReleasedWord } from '../../formats/released.ts';
import type { ReleasedState } from '../../formats/released-schema.ts';
import { findSourceId } from '../decision-source.ts';
import {
  readTags,
  type ReadPicture,
  type Skipped,
  type SourcePicture,
  type SourceTag,
} from '../export-source.ts';
import type { ExportInclude } from '../types.ts';

export interface ReleasedContent {
  readonly picture: ReleasedPicture;
  /** The tags with pixels that were asked for. */
  readonly tags: readonly SourceTag[];
  readonly skipped: readonly Skipped[];
}

interface Asked {
  readonly include: ExportInclude;
  /** The file's name in the folder of pictures. */
  readonly image: string;
}

/** What the released layout has of a picture: every word of its captions, then what is decided and in none of them. */
export function readReleasedContent(
  db: ReadDb,
  [row, picture]: readonly [row: ReadPicture[0], picture: SourcePicture],
  { include, image }: Asked,
): ReleasedContent {
  const { tags, skipped } = readTags(db, [row, picture], include);
  const withPixels = new Map(tags.map((tag) => [tag.text, tag]));
  const told = new Map(
    listStatedTags(db, picture.id).map((tag) => [
      tag.tagId,
      new ToldTag(db, tag, { include, withPixels: withPixels.get(tag.text) }),
    ]),
  );
  const captions = describeCaptions(db, picture.id, told);
  const masks = new Map<string, Rle | null>();
  for (const { tag, relevant } of captions.flatMap((caption) => caption.tags)) {
    const pixels = withPixels.get(tag)?.segmentation;
    if (relevant) masks.set(tag, pixels === undefined ? null : decodeMask(pixels));
  }
  const { width, height } = picture;
  return { picture: { image, width, height, captions, masks }, tags, skipped };
}

function describeCaptions(
  db: ReadDb,
  pictureId: number,
  told: ReadonlyMap<number, ToldTag>,
): ReleasedPicture['captions'] {
  const captions = selectCaptionsForExport(db, pictureId);
  const placed = Map.groupBy(listPlacedTags(db, pictureId), ({ captionId }) => captionId);
  const named = new Set([...placed.values()].flat().map(({ tagId }) => tagId));
  const described = captions.map((caption) => ({
    caption: caption.text,
    tags: describePlaces(caption, placed.get(caption.id) ?? [], told),
  }));
  const unnamed = [...told.values()].filter((tag) => tag.saysSomething && !named.has(tag.row.tagId));
  const [first = { caption: '', tags: [] }, ...further] = described;
  const nowhere = unnamed.map((tag) => tag.wordAt({ captionId: null, unit: 0, start: 0, end: 0 }));
  return keepRelevant([{ ...first, tags: [...first.tags, ...nowhere] }, ...further], told);
}

function describePlaces(
  { id: captionId, text }: ExportCaptionRow,
  places: readonly { readonly tagId: number; readonly start: number; readonly end: number }[],
  told: ReadonlyMap<number, ToldTag>,
): ReleasedWord[] {
  const points = codePointOffsets(text);
  return places.flatMap(({ tagId, start, end }) => {
    const place = { captionId, unit: start, start: points[start] ?? 0, end: points[end] ?? 0 };
    const tag = told.get(tagId);
    return tag === undefined ? [] : [tag.wordAt(place)];
  });
}

/** A file may have called an accepted word relevant only in a caption that a person has replaced since: the verdict stands. */
function keepRelevant(
  captions: ReleasedPicture['captions'],
  told: ReadonlyMap<number, ToldTag>,
): ReleasedPicture['captions'] {
  const relevant = new Set(
    captions.flatMap(({ tags }) => tags.filter((word) => word.relevant).map(({ tag }) => tag)),
  );
  const lost = new Set(
    [...told.values()]
      .filter((tag) => tag.isRelevant && !relevant.has(tag.row.text))
      .map((tag) => tag.row.text),
  );
  if (lost.size === 0) return captions;
  return captions.map(({ caption, tags }) => ({
    caption,
    tags: tags.map((word) => (lost.has(word.tag) ? { ...word, relevant: true } : word)),
  }));
}

interface Place {
  readonly captionId: number | null;
  /** In UTF-16 code units; `start` and `end` count code points. */
  readonly unit: number;
  readonly start: number;
  readonly end: number;
}

/** What the export says of a tag wherever it stands, and what a file has said of it at single places. */
class ToldTag {
  readonly row: StatedTagRow;
  readonly isRelevant: boolean;
  readonly #state: ReleasedState | undefined;
  readonly #score: number | null;
  readonly #source: string;
  readonly #imported: ReadonlyMap<string, ImportedWord>;

  constructor(
    db: ReadDb,
    row: StatedTagRow,
    { include, withPixels }: { readonly include: ExportInclude; readonly withPixels: SourceTag | undefined },
  ) {
    this.row = row;
    const sourceId = row.verdict === 'undecided' ? null : sourceOf(db, row);
    const words = (sourceId === null ? undefined : readImportedLabel(db, sourceId))?.words ?? [];
    this.#imported = new Map(words.map((word) => [keyOf(word[0], word[1]), word]));
    const proposal = row.verdict === 'undecided' ? withPixels : undefined;
    this.isRelevant = proposal !== undefined || (row.verdict === 'accepted' && include !== 'proposed');
    this.#state = stateOf(row, { isRelevant: this.isRelevant });
    this.#score = proposal === undefined ? row.normalised : (proposal.scores?.normalised ?? null);
    this.#source = proposal?.provenance?.model.name ?? reviewerOf(db, row, sourceId);
  }

  /** Whether there is anything to say about a word that stands nowhere. */
  get saysSomething(): boolean {
    return this.row.verdict !== 'undecided' || this.isRelevant;
  }

  wordAt({ captionId, unit, start, end }: Place): ReleasedWord {
    const said = this.#imported.get(keyOf(captionId, unit)) ?? this.#saidElsewhere;
    const place = { tag: this.row.text, start, end };
    if (said === undefined) {
      const word = { ...place, relevant: this.isRelevant, score: this.#score, source: this.#source };
      return { ...word, ...(this.#state === undefined ? {} : { state: this.#state }) };
    }
    const [, , relevant, score, source, category, state] = said;
    const kept = this.#state ?? (state as ReleasedState | null);
    return {
      ...{ ...place, relevant: relevant === 1 && this.isRelevant, score, source },
      ...(category === null ? {} : { category }),
      ...(kept === null ? {} : { state: kept }),
    };
  }

  /** For a place that the file did not know: its first word, relevant where the tag is. */
  get #saidElsewhere(): ImportedWord | undefined {
    const [first] = this.#imported.values();
    if (first === undefined) return undefined;
    const [captionId, start, , score, source, category] = first;
    return [captionId, start, this.isRelevant ? 1 : 0, score, source, category, null];
  }
}

const keyOf = (captionId: number | null, start: number): string => `${captionId ?? ''}:${start}`;

function stateOf(
  { verdict }: StatedTagRow,
  { isRelevant }: { isRelevant: boolean },
): ReleasedState | undefined {
  if (verdict === 'undecided') return isRelevant ? 'proposed' : 'undecided';
  if (verdict === 'accepted') return isRelevant ? undefined : 'accepted';
  return verdict === 'unsure' ? 'unsure' : undefined;
}

const sourceOf = (db: ReadDb, { decisionId, kind }: StatedTagRow): number | null =>
  decisionId === null || kind === 'decide' ? decisionId : findSourceId(db, decisionId);

function reviewerOf(db: ReadDb, { decisionId, reviewer }: StatedTagRow, sourceId: number | null): string {
  if (sourceId === null) return '';
  return (sourceId === decisionId ? reviewer : readShownDecision(db, sourceId)?.reviewer) ?? '';
}
