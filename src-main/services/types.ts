/**
 * What the API speaks: plain JSON, shared by the services that answer it and the window that shows it.
 * Text offsets are UTF-16 code units (as JavaScript's `slice`), times are Unix milliseconds, scores are raw cosines
 * unless they are called normalised. This file has types only.
 */
import type { CleanUp } from '../../models/masks/cut-heat.ts';
import type { EncodedMask } from '../../models/masks/types.ts';
import type { MaskRecipe } from '../../models/scoring/mask-recipe.ts';
import type { TrainingNews } from './trainings/types.ts';

export type Verdict = 'accepted' | 'rejected' | 'unsure';
export type TagState = Verdict | 'undecided';

/** Stop words are left out of every count. */
export interface TagCounts {
  readonly accepted: number;
  readonly rejected: number;
  readonly unsure: number;
  readonly undecided: number;
  /** Tags whose newest proposal the machine calls relevant, whatever was decided. */
  readonly proposed: number;
}

export interface PictureSummary {
  readonly id: number;
  /** Below the dataset's folder, forward slashes. */
  readonly path: string;
  /** Displayed size in pixels, after the EXIF orientation; null where the file cannot be read. */
  readonly width: number | null;
  readonly height: number | null;
  /** Why the picture cannot be used, as a sentence. */
  readonly error: string | null;
  readonly counts: TagCounts;
  readonly measures: PictureMeasures;
}

/** What a library sorts by. */
export interface PictureMeasures {
  /** The best normalised score of its tags; null before a run. */
  readonly score: number | null;
  /** 1 − |normalised score − τ|, the largest among undecided tags: 1 is a coin toss. */
  readonly uncertainty: number | null;
  /** |image cosine − pixel cosine|, the largest among undecided tags. */
  readonly disagreement: number | null;
  /** The accepted masks together, as a share of the picture; over 1 where they overlap. */
  readonly area: number;
}

/** A heat map M: `data` is base64 of height × width bytes, row by row, each round(255·M). */
export interface HeatView {
  readonly width: number;
  readonly height: number;
  readonly data: string;
}

export interface Scores {
  readonly image: number;
  readonly text: number;
  readonly imageText: number;
  readonly pixel: number;
}

export interface ProposalView {
  readonly id: number;
  readonly runId: number;
  readonly scores: Scores;
  readonly normalised: number;
  readonly relevant: boolean;
  readonly threshold: number;
  readonly cleanUp: CleanUp;
  readonly heat: HeatView;
}

export interface DecisionView {
  readonly reviewer: string;
  readonly at: number;
  readonly proposalId: number | null;
  readonly threshold: number | null;
  /** It says something where the threshold does. */
  readonly cleanUp: CleanUp;
  /** At the picture's displayed size; null where there were no pixels to accept. */
  readonly mask: EncodedMask | null;
  /** A person has painted the pixels: they are not what the proposal gives at the threshold, nor what a file has brought. */
  readonly edited: boolean;
  /** The file, below the dataset's folder, that an import has the label from; null for what a person has decided. */
  readonly file: string | null;
}

export interface TagView {
  readonly id: number;
  readonly text: string;
  readonly stopWord: boolean;
  /** A person has added it; no caption names it. */
  readonly added: boolean;
  readonly state: TagState;
  /** The newest run's; earlier ones stay in the database. */
  readonly proposal: ProposalView | null;
  /** What stands behind `state`; null while undecided. */
  readonly decision: DecisionView | null;
  /** How long people took over their steps on it, idle time cut, also over those that were undone; 0 where nobody was timed. */
  readonly maskMs: number;
}

export interface CaptionView {
  readonly id: number;
  readonly text: string;
  readonly source: string;
  readonly occurrences: readonly { readonly tagId: number; readonly start: number; readonly end: number }[];
}

export interface PictureDetail extends PictureSummary {
  readonly captions: readonly CaptionView[];
  /** In the order of their first occurrence. */
  readonly tags: readonly TagView[];
  /** The runs that the tags' proposals came from. */
  readonly runs: readonly RunView[];
  /** Position among the pictures that were asked for, from 0. */
  readonly index: number;
  readonly previousId: number | null;
  readonly nextId: number | null;
}

export interface PicturePage {
  readonly total: number;
  /** Undecided tags of all that match and can be seen: what is left to decide. */
  readonly openTags: number;
  readonly offset: number;
  readonly pictures: readonly PictureSummary[];
}

/** The value of `status --json` and of `GET /api/status`. */
export interface DatasetStatus {
  readonly pictures: number;
  readonly captions: number;
  readonly tags: TagCounts;
  readonly runs: readonly RunView[];
}

export interface ImportReport {
  readonly pictures: number;
  readonly captions: number;
  /** Rows of caption files whose picture was not found. */
  readonly unmatched: readonly { readonly file: string; readonly source: string; readonly why: string }[];
  /** Files that could not be read, each with a sentence. */
  readonly errors: readonly { readonly file: string; readonly why: string }[];
  /** Only of a dataset in the released layout. */
  readonly labels?: ImportedLabels;
}

/** What an import has decided on, by the files of the released layout. */
export interface ImportedLabels {
  readonly files: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unsure: number;
  /** Labels on tags that somebody has decided on, or an earlier import: left as they are. */
  readonly kept: number;
  /** The step of the log; null where nothing was to be decided. */
  readonly step: number | null;
}

export type DeviceName = 'auto' | 'cpu' | 'cuda' | 'dml' | 'coreml' | 'webgpu' | 'tensorflow';
export type DenseName = 'clip' | 'maskclip' | 'sclip' | 'clearclip' | 'naclip';
export type PresetName = 'fast' | 'balanced' | 'paper';

export interface RunParameters {
  readonly preset: PresetName;
  readonly dense: DenseName;
  readonly template: string;
  /** τ: a word is relevant when its normalised score is above it. */
  readonly tau: number;
  /** The mask is heat > threshold. */
  readonly threshold: number;
  /** A caption has no relevant word once its best raw score is below this. */
  readonly floor: number;
  readonly masks: MaskRecipe;
}

export interface RunView {
  readonly id: number;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly parameters: RunParameters;
  readonly device: string | null;
  readonly state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly error: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  /** Pictures, as it was at its end; null before, and where it answered too few to tell. */
  readonly perSecond: number | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

/** What `pull` and `verify` count are bytes. */
export type JobKind =
  'import' | 'prelabel' | 'export' | 'pull' | 'verify' | 'calibrate' | 'evaluate' | 'train' | 'estimate';

export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly title: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly done: number;
  /** null while it is not known. */
  readonly total: number | null;
  readonly failed: number;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
  /** The error, or the last thing worth saying. */
  readonly message: string | null;
  /** Whether `POST /api/jobs/:id/retry` would do its work once more: it has failed. */
  readonly canRetry: boolean;
  /** What the job came to, once it is done: an ImportReport, PrelabelReport or ExportReport. */
  readonly result: unknown;
}

/** The value of `prelabel --json`. */
export interface PrelabelReport {
  readonly runId: number;
  readonly done: number;
  readonly failed: number;
  readonly proposals: number;
  readonly seconds: number;
}

export type ExportInclude = 'accepted' | 'proposed' | 'all';
export type ExportFormat = 'coco' | 'released' | 'semantic';
/** Of COCO: a mask as one annotation, or each of its connected parts as one. */
export type ExportInstances = 'whole' | 'parts';

/** `report.json`. */
export interface ExportReport {
  readonly format: ExportFormat;
  readonly pictures: number;
  readonly reviewed: number;
  /** Of label maps: the pictures that nobody has reviewed and that have none of the tags asked for. They get no map. */
  readonly unreviewed?: number;
  readonly tags: number;
  readonly masks: number;
  /** The annotations that the masks came to, where each connected part is one. */
  readonly instances?: number;
  readonly skipped: readonly { readonly id: number; readonly why: string }[];
  readonly verified: true;
  /** The names that the export has in its folder; a folder's ends with a slash. */
  readonly files: readonly string[];
}

export interface ModelView {
  readonly name: string;
  readonly sha256: string;
  /** False where the model says so of itself: its proposals mean nothing. */
  readonly trained: boolean;
  /** All that it has ever seen, where that is not photos. */
  readonly knows: 'drawn scenes' | null;
}

export interface DatasetView {
  readonly name: string;
  readonly folder: string;
  /** Where the project lies, and why, when that is not inside the folder. */
  readonly project: string;
  readonly note: string | null;
  readonly demo: boolean;
}

/** `GET /api/session`: what the window needs before anything else. */
export interface SessionView {
  readonly version: string;
  readonly reviewer: string;
  readonly dataset: DatasetView | null;
  readonly model: ModelView | null;
  readonly roots: readonly { readonly id: string; readonly name: string }[];
}

/** A state that a verdict, an undo or a redo has changed. */
export interface TagChange {
  readonly tagId: number;
  readonly pictureId: number;
  readonly state: TagState;
  readonly decision: DecisionView | null;
}

/** A picture whose captions or tags a step has changed: load it again. */
export interface EditedPicture {
  readonly pictureId: number;
  /** The tag that the edit is about; null for a caption. */
  readonly tagId: number | null;
}

export interface ActionResult {
  readonly actionId: number;
  readonly kind: 'decide' | 'undo' | 'redo';
  /** At most 1,000 of them; `changed` counts all. */
  readonly changes: readonly TagChange[];
  readonly changed: number;
  /** Tags that somebody has decided on later, which an undo or a redo leaves alone. */
  readonly kept: number;
  /** Only where words were edited, or an edit was undone. */
  readonly edited?: readonly EditedPicture[] | undefined;
}

/** Several undos in one request; `steps` counts them, `changes` has each tag once, as it is in the end. */
export interface UndoneSteps extends ActionResult {
  readonly steps: number;
}

/** One action of the log, told by the step that it is about: an undo and a redo by the step that they name. */
export interface HistoryStep {
  readonly id: number;
  readonly kind: ActionResult['kind'];
  /** What an undo took back or a redo did again; null for a decision. */
  readonly target: number | null;
  readonly reviewer: string;
  readonly at: number;
  /** How long the person took, idle time cut; null where nobody timed it. */
  readonly elapsedMs: number | null;
  /** What the person had in hand ("brush", "lasso"); null for a verdict. */
  readonly tool: string | null;
  /** False once the step was undone, or an undo was followed by a redo. */
  readonly stands: boolean;
  /** How many tags the step decided on. */
  readonly tags: number;
  /** What it said about all of them; null where it said different things. */
  readonly verdict: TagState | null;
  /** The text of all its tags; null where they are different words. */
  readonly text: string | null;
  /** Where its first tag is; null for a step without decisions. */
  readonly first: { readonly tagId: number; readonly pictureId: number; readonly path: string } | null;
  /** For an import, the file of its first label; null for what a person did. */
  readonly importedFrom: string | null;
  /** What the step did to words or captions, null for any other; a moved verdict is among its tags. */
  readonly edit: HistoryEdit | null;
}

export interface HistoryEdit {
  readonly kind: 'tag-text' | 'tag-added' | 'tag-split' | 'caption-written' | 'caption-corrected';
  /** The text before, where there was one. */
  readonly was: string | null;
  readonly text: string;
}

export interface HistoryView {
  readonly steps: readonly HistoryStep[];
  /** The `before` of the next page; null where the log begins. */
  readonly next: number | null;
}

export interface ReviewerView {
  readonly name: string;
  /** The median of their last steps, idle time cut; null where none was timed. As `status --json` prints it. */
  readonly seconds_per_verdict: number | null;
  /** The median over the masks that they drew in those steps, all steps on a mask together; null where they drew none. */
  readonly seconds_per_mask: number | null;
}

export type EngineEvent =
  | { readonly type: 'job'; readonly job: JobView }
  /** A dataset was opened or its pictures changed. */
  | { readonly type: 'dataset' }
  /** Proposals or decisions of these pictures changed; null means any. A window is not told what it did `from` itself. */
  | { readonly type: 'pictures'; readonly ids: readonly number[] | null; readonly from?: string }
  /** How a training goes on: what is new of it since the last event about it. */
  | { readonly type: 'training'; readonly training: TrainingNews }
  /** There is one training fewer, or one more. */
  | { readonly type: 'trainings' }
  /** This person has changed their settings, in the window `from`, which is not told. */
  | { readonly type: 'settings'; readonly reviewer: string; readonly from?: string };

export interface ApiError {
  readonly error: { readonly code: string; readonly message: string };
}
