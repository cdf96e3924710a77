import { hc } from 'hono/client';

import type { Api } from '../../src-main/http/app.ts';
import type { LibraryView, PictureQuery, SavedFilter } from '../../src-main/services/library-types.ts';
import type { BoundingBox, CleanUp, EncodedMask } from '../../models/masks/index.ts';
import type { CaptionFileChoice } from '../../src-main/services/caption-import.ts';
import type { CaptionCandidates, CaptionPreview } from '../../src-main/services/caption-preview-types.ts';
import type {
  BulkPreview,
  SheetCell,
  SheetOrder,
  SheetSort,
  SheetTagPage,
} from '../../src-main/services/sheet-types.ts';
import type {
  ComparisonSort,
  PictureComparison,
  RunComparison,
} from '../../src-main/services/compare/compare-types.ts';
import type { EvaluationsView, EvaluationView } from '../../src-main/services/evaluation/evaluation-types.ts';
import type { TrainingRequest, TrainingView } from '../../src-main/services/trainings/types.ts';
import type { ClickingModelView, SegmentView } from '../../src-main/services/segment/segment-types.ts';
import type { ModelLibraryView } from '../../src-main/services/model-library/library-types.ts';
import type { PersonSettings, SettingsView } from '../../src-main/services/settings-types.ts';
import type {
  ActionResult,
  DatasetStatus,
  DenseName,
  ExportFormat,
  ExportInclude,
  ExportInstances,
  HistoryView,
  JobView,
  PictureDetail,
  PicturePage,
  PresetName,
  ReviewerView,
  RunView,
  SessionView,
  TagState,
  UndoneSteps,
  Verdict,
} from '../../src-main/services/types.ts';
import { formatQuery } from '../state/picture-query.ts';
import { EngineAway, readFailure } from './failure.ts';
import { ReviewerName } from './reviewer-name.ts';

export interface DecisionRequest {
  readonly tagId: number;
  readonly verdict: Verdict;
  /** Where the person had put the threshold; without it, the proposal's own. */
  readonly threshold?: number;
  /** And the clean-up; likewise. */
  readonly cleanUp?: CleanUp;
  /** The proposal that they saw; without it, the newest. */
  readonly proposalId?: number;
  /** Pixels that the person has drawn: they are stored as they are. */
  readonly mask?: EncodedMask;
}

export interface ExportOrder {
  readonly format: ExportFormat;
  readonly include: ExportInclude;
  /** Only of COCO. */
  readonly instances?: ExportInstances;
}

export interface HowDecided {
  readonly elapsedMs: number;
  /** What masks were drawn with. */
  readonly tool?: string;
}

/** One verdict on every undecided tag of a text within a range of scores. */
export interface BulkChoice {
  readonly verdict: Verdict;
  readonly tag: string;
  readonly minScore?: number;
  readonly belowScore?: number;
  readonly include: 'all';
}

export interface BulkDecision extends BulkChoice {
  /** What the person has confirmed; the engine refuses to decide on anything else. */
  readonly expect: BulkPreview;
}

export interface SheetTagsRequest {
  readonly query: string;
  readonly sort: 'count' | 'name';
  readonly offset: number;
  readonly limit: number;
}

export interface SheetRequest {
  readonly tag: string;
  readonly state: TagState;
  readonly sort: SheetSort;
}

export interface CropRequest {
  /** In pixels of the picture. */
  readonly box: BoundingBox;
  readonly side: number;
}

/** What lets a step be sent again without harm. */
export interface StepStamp {
  /** Names the step: with the same key it is stored once. */
  readonly requestKey: string;
  /** The project that the tags belong to. */
  readonly project?: string;
}

export interface HistoryRequest {
  readonly reviewer: string | null;
  /** Only what came before this action; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** Words of a caption, in UTF-16 code units. */
export interface CaptionSpan {
  readonly captionId: number;
  readonly start: number;
  readonly end: number;
}

export interface Folder {
  readonly name: string;
  /** Below its root, forward slashes. */
  readonly path: string;
}

export interface RunRequest {
  /** A name of the library; the engine's default without it. */
  readonly model?: string;
  readonly preset?: PresetName;
  readonly dense?: DenseName;
  /** τ; the usual one without it. */
  readonly tau?: number;
}

/** Two runs; the newest other one for a side that is not named. */
export interface RunsToCompare {
  readonly before?: number;
  readonly after?: number;
}

export interface ComparisonRequest extends RunsToCompare {
  readonly sort: ComparisonSort;
  readonly only: 'all' | 'changed';
  readonly offset: number;
  readonly limit: number;
}

/** Clicks (1 on the object, 0 on what is not it), a box, a tag whose heat map says where it is; without any, the picture is prepared. */
export interface SegmentRequest {
  readonly points?: readonly { readonly x: number; readonly y: number; readonly label: 0 | 1 }[];
  readonly box?: BoundingBox;
  readonly tagId?: number;
}

export type EvaluationRequest = Pick<RunRequest, 'model' | 'preset'>;

export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** Everything that the window asks of the engine. Each call rejects with an `EngineRefusal` or `EngineAway`. */
export interface EngineApi {
  readonly session: () => Promise<SessionView>;
  readonly status: () => Promise<DatasetStatus>;
  /** A page of the pictures that match. */
  readonly pictures: (offset: number, limit: number, query?: PictureQuery) => Promise<PicturePage>;
  /** A picture, with its place among those that match. */
  readonly picture: (id: number, query?: PictureQuery) => Promise<PictureDetail>;
  readonly library: () => Promise<LibraryView>;
  readonly saveFilter: (name: string, query: PictureQuery) => Promise<SavedFilter>;
  readonly renameFilter: (id: number, name: string) => Promise<void>;
  readonly deleteFilter: (id: number) => Promise<void>;
  /** The address of the picture, upright, at most `side` pixels long. */
  readonly imageUrl: (id: number, side: number) => string;
  readonly nextUndecided: (after: number | null, query?: PictureQuery) => Promise<number | null>;
  /** Resolves once the decisions are on disk. */
  readonly decide: (
    decisions: readonly DecisionRequest[],
    how: HowDecided,
    stamp?: StepStamp,
  ) => Promise<ActionResult>;
  /** What people did, newest first. */
  readonly history: (page: HistoryRequest) => Promise<HistoryView>;
  readonly reviewers: () => Promise<readonly ReviewerView[]>;
  /** Takes back the person's own step `through` and every later one of theirs. */
  readonly undoThrough: (through: number) => Promise<UndoneSteps>;
  /** The dataset's tag texts; stop words are left out. */
  readonly sheetTags: (request: SheetTagsRequest) => Promise<SheetTagPage>;
  readonly sheet: (request: SheetRequest) => Promise<SheetOrder>;
  /** At most 200 at a time. */
  readonly sheetCells: (tagIds: readonly number[]) => Promise<readonly SheetCell[]>;
  readonly cropUrl: (pictureId: number, request: CropRequest) => string;
  readonly previewBulk: (choice: BulkChoice) => Promise<BulkPreview>;
  readonly decideBulk: (decision: BulkDecision, stamp?: StepStamp) => Promise<ActionResult>;
  /** Gives a tag another text; with `span`, joins those words of a caption into one tag. */
  readonly editTagText: (tagId: number, text: string, span: CaptionSpan | null) => Promise<ActionResult>;
  readonly splitTag: (tagId: number) => Promise<ActionResult>;
  readonly addTag: (pictureId: number, text: string) => Promise<ActionResult>;
  readonly writeCaption: (pictureId: number, text: string) => Promise<ActionResult>;
  readonly correctCaption: (captionId: number, text: string) => Promise<ActionResult>;
  readonly undo: (stamp: StepStamp) => Promise<ActionResult>;
  readonly redo: (stamp: StepStamp) => Promise<ActionResult>;
  readonly openFolder: (root: string, path: string) => Promise<void>;
  readonly openDemo: () => Promise<void>;
  readonly importAgain: () => Promise<JobView>;
  /** The dataset's files that may hold captions. */
  readonly captionCandidates: () => Promise<CaptionCandidates>;
  /** What a caption file looks like and would come to; without a map, one is guessed. */
  readonly previewCaptions: (choice: CaptionFileChoice) => Promise<CaptionPreview>;
  readonly importCaptions: (captionFiles: CaptionFileChoice[]) => Promise<JobView>;
  readonly folders: (root: string, path: string) => Promise<readonly Folder[]>;
  readonly prelabel: (request: RunRequest) => Promise<RunView>;
  readonly runs: () => Promise<readonly RunView[]>;
  /** What two runs propose differently, as far as the engine has counted it: asked again, it goes on. */
  readonly compareRuns: (request: ComparisonRequest) => Promise<RunComparison>;
  readonly comparePicture: (pictureId: number, runs: RunsToCompare) => Promise<PictureComparison>;
  /** The model that clicks in the mask editor go through. */
  readonly clickingModel: () => Promise<ClickingModelView>;
  readonly segment: (pictureId: number, request: SegmentRequest, signal: AbortSignal) => Promise<SegmentView>;
  readonly models: () => Promise<ModelLibraryView>;
  /** Fetches a known model or `owner/name`; the job that does it already, where there is one. */
  readonly pullModel: (model: string, as?: string) => Promise<JobView>;
  readonly verifyModel: (name: string) => Promise<JobView>;
  readonly chooseModel: (name: string) => Promise<ModelLibraryView>;
  /** Clicks go without a model, until one is chosen. */
  readonly clickWithoutModel: () => Promise<ModelLibraryView>;
  readonly removeModel: (name: string) => Promise<ModelLibraryView>;
  readonly trainings: () => Promise<readonly TrainingView[]>;
  readonly startTraining: (request: TrainingRequest) => Promise<TrainingView>;
  /** The job that measures it. */
  readonly estimateTraining: (request: Omit<TrainingRequest, 'name'>) => Promise<JobView>;
  /** Stops it with a checkpoint. */
  readonly pauseTraining: (name: string) => Promise<TrainingView>;
  readonly goOnTraining: (name: string) => Promise<TrainingView>;
  /** Stops it and deletes what there is of it; a finished one only leaves the list. */
  readonly discardTraining: (name: string) => Promise<readonly TrainingView[]>;
  readonly jobs: () => Promise<readonly JobView[]>;
  readonly cancelJob: (id: string) => Promise<void>;
  readonly retryJob: (id: string) => Promise<JobView>;
  readonly exportAs: (order: ExportOrder) => Promise<JobView>;
  readonly exportUrl: (name: string, file: string) => string;
  /** All files of an export as one ZIP. */
  readonly archiveUrl: (name: string) => string;
  /** What has been measured on the reviewed pictures. */
  readonly evaluations: () => Promise<EvaluationsView>;
  readonly evaluation: (id: string) => Promise<EvaluationView>;
  readonly evaluate: (request: EvaluationRequest) => Promise<JobView>;
  readonly removeEvaluation: (id: string) => Promise<EvaluationsView>;
  readonly events: (signal: AbortSignal) => Promise<Response>;
  readonly settings: () => Promise<SettingsView>;
  readonly saveSettings: (settings: PersonSettings) => Promise<SettingsView>;
  /** From now on this window decides as somebody else, whose settings come back. */
  readonly nameReviewer: (reviewer: string) => Promise<SettingsView>;
}

/** The longest side that the engine draws. */
export const LONGEST_SIDE_PX = 8192;

/** An answer whose body is known to be `T` when it is ok. */
interface Answer<T> extends Pick<Response, 'ok' | 'status'> {
  readonly json: () => Promise<T>;
}

export interface ClientOptions {
  /** Where the engine answers; the page's own address by default. */
  readonly base?: string;
  readonly fetch?: Fetch;
  /** Who decides in this window. */
  readonly reviewer?: ReviewerName;
}

/** The typed client. The transport can be given, so that a component can be shown with an engine of its own. */
export function createClient(options: ClientOptions = {}): EngineApi {
  const base = options.base ?? new URL('.', document.baseURI).href;
  const { reviewer = new ReviewerName(null) } = options;
  const send = reviewer.stampOn(options.fetch ?? ((input, init) => fetch(input, init)));
  // The engine tells every window but this one what this one does.
  const from = { 'x-tagmask-window': crypto.randomUUID() };
  const { api } = hc<Api>(base, { fetch: reaching(send), headers: from });
  const picture = api.pictures[':id'];
  const filter = api.library.filters[':id'];
  const training = api.trainings[':name'];
  return {
    session: () => read(api.session.$get()),
    status: () => read(api.status.$get()),
    pictures: (offset, limit, query = {}) =>
      read(
        api.pictures.$get({
          query: { offset: String(offset), limit: String(limit), ...formatQuery(query) },
        }),
      ),
    picture: (id, query = {}) => read(picture.$get({ param: { id: String(id) }, query: formatQuery(query) })),
    library: () => read(api.library.$get()),
    saveFilter: (name, query) => read(api.library.filters.$post({ json: { name, query } })),
    renameFilter: async (id, name) =>
      void (await read(filter.$patch({ param: { id: String(id) }, json: { name } }))),
    deleteFilter: async (id) => void (await read(filter.$delete({ param: { id: String(id) } }))),
    imageUrl: (id, side) =>
      picture.image.$url({ param: { id: String(id) }, query: { side: String(side) } }).href,
    nextUndecided: async (after, query = {}) => {
      const fields = { ...formatQuery(query), ...(after === null ? {} : { after: String(after) }) };
      return (await read(api.pictures['next-undecided'].$get({ query: fields }))).id;
    },
    decide: (decisions, { elapsedMs, tool }, stamp) => {
      const how = { elapsedMs: Math.round(elapsedMs), ...(tool === undefined ? {} : { tool }) };
      const json = { decisions: decisions.map(copyDecision), ...how, ...stamp };
      return read(api.decisions.$post({ json }));
    },
    history: ({ reviewer, before, limit }) => {
      const of = reviewer === null ? {} : { reviewer };
      const from = before === null ? {} : { before: String(before) };
      return read(api.history.$get({ query: { ...of, ...from, limit: String(limit) } }));
    },
    reviewers: async () => (await read(api.reviewers.$get())).reviewers,
    undoThrough: (through) => read(api.history.undo.$post({ json: { through } })),
    sheetTags: ({ query, sort, offset, limit }) =>
      read(api.sheet.tags.$get({ query: { query, sort, offset: String(offset), limit: String(limit) } })),
    sheet: (query) => read(api.sheet.$get({ query })),
    sheetCells: async (tagIds) =>
      (await read(api.sheet.cells.$get({ query: { ids: tagIds.join(',') } }))).cells,
    cropUrl: (pictureId, { box, side }) => {
      const { x, y, width, height } = box;
      const query = { x: `${x}`, y: `${y}`, width: `${width}`, height: `${height}`, side: `${side}` };
      return picture.crop.$url({ param: { id: String(pictureId) }, query }).href;
    },
    previewBulk: (json) => read(api.decisions.bulk.preview.$post({ json })),
    decideBulk: (decision, stamp) => read(api.decisions.bulk.$post({ json: { ...decision, ...stamp } })),
    editTagText: (id, text, span) => {
      const json = { text, ...(span === null ? {} : { span }) };
      return read(api.tags[':id'].text.$post({ param: { id: String(id) }, json }));
    },
    splitTag: (id) => read(api.tags[':id'].split.$post({ param: { id: String(id) } })),
    addTag: (id, text) => read(picture.tags.$post({ param: { id: String(id) }, json: { text } })),
    writeCaption: (id, text) => read(picture.captions.$post({ param: { id: String(id) }, json: { text } })),
    correctCaption: (id, text) =>
      read(api.captions[':id'].$put({ param: { id: String(id) }, json: { text } })),
    undo: (json) => read(api.undo.$post({ json })),
    redo: (json) => read(api.redo.$post({ json })),
    openFolder: async (root, path) => void (await read(api.dataset.$post({ json: { root, path } }))),
    openDemo: async () => void (await read(api.dataset.demo.$post())),
    importAgain: () => read(api.dataset.import.$post({ json: {} })),
    captionCandidates: () => read(api.dataset.captions.$get()),
    previewCaptions: (json) => read(api.dataset.captions.preview.$post({ json })),
    importCaptions: (captionFiles) => read(api.dataset.import.$post({ json: { captionFiles } })),
    folders: async (root, path) => (await read(api.folders.$get({ query: { root, path } }))).folders,
    prelabel: (json) => read(api.runs.$post({ json })),
    runs: async () => (await read(api.runs.$get())).runs,
    compareRuns: ({ sort, only, offset, limit, ...runs }) => {
      const query = { sort, only, offset: String(offset), limit: String(limit), ...addressOf(runs) };
      return read(api.runs.compare.$get({ query }));
    },
    comparePicture: (pictureId, runs) =>
      read(
        api.runs.compare[':pictureId'].$get({
          param: { pictureId: String(pictureId) },
          query: addressOf(runs),
        }),
      ),
    clickingModel: () => read(api.segment.$get()),
    segment: (id, { points = [], ...rest }, signal) =>
      read(
        picture.segment.$post(
          { param: { id: String(id) }, json: { points: [...points], ...rest } },
          { init: { signal } },
        ),
      ),
    models: () => read(api.models.$get()),
    pullModel: (model, as) =>
      read(api.models.pull.$post({ json: { model, ...(as === undefined ? {} : { as }) } })),
    verifyModel: (name) => read(api.models[':name'].verify.$post({ param: { name } })),
    chooseModel: (name) => read(api.models.default.$put({ json: { name } })),
    clickWithoutModel: () => read(api.models.clicking.$put({ json: { name: null } })),
    removeModel: (name) => read(api.models[':name'].$delete({ param: { name } })),
    trainings: async () => (await read(api.trainings.$get())).trainings,
    startTraining: (json) => read(api.trainings.$post({ json })),
    estimateTraining: (json) => read(api.trainings.estimate.$post({ json })),
    pauseTraining: (name) => read(training.pause.$post({ param: { name } })),
    goOnTraining: (name) => read(training['go-on'].$post({ param: { name } })),
    discardTraining: async (name) => (await read(training.$delete({ param: { name } }))).trainings,
    jobs: async () => (await read(api.jobs.$get())).jobs,
    cancelJob: async (id) => void (await read(api.jobs[':id'].cancel.$post({ param: { id } }))),
    retryJob: (id) => read(api.jobs[':id'].retry.$post({ param: { id } })),
    exportAs: (order) => read(api.exports.$post({ json: order })),
    exportUrl: (name, file) => api.exports[':name'][':file'].$url({ param: { name, file } }).href,
    archiveUrl: (name) => api.exports[':name'].archive.$url({ param: { name } }).href,
    evaluations: () => read(api.evaluations.$get()),
    // The client's type says of a missing method that it is undefined; JSON leaves it out.
    evaluation: async (id) => (await read(api.evaluations[':id'].$get({ param: { id } }))) as EvaluationView,
    evaluate: (json) => read(api.evaluations.$post({ json })),
    removeEvaluation: (id) => read(api.evaluations[':id'].$delete({ param: { id } })),
    events: (signal) =>
      send(api.events.$url(), { signal, headers: { ...from, accept: 'text/event-stream' } }),
    settings: () => read(api.settings.$get()),
    saveSettings: (json) => read(api.settings.$put({ json: copySettings(json) })),
    nameReviewer: async (name) => {
      const view = await read(api.settings.reviewer.$put({ json: { reviewer: name } }));
      reviewer.set(view.reviewer);
      return view;
    },
  };
}

const addressOf = ({ before, after }: RunsToCompare) => ({
  ...(before === undefined ? {} : { before: String(before) }),
  ...(after === undefined ? {} : { after: String(after) }),
});
/** The request's types are writable, also of a mask's size. */
function copyDecision({ mask, ...rest }: DecisionRequest) {
  if (mask === undefined) return rest;
  const [height, width] = mask.size;
  const size: [number, number] = [height, width];
  return { ...rest, mask: { counts: mask.counts, size } };
}

/** The request's types are writable lists; the window's are not. */
function copySettings({ keys, ...rest }: PersonSettings) {
  const overrides = Object.entries(keys.overrides).map(([command, strokes]): [string, string[]] => [
    command,
    [...strokes],
  ]);
  return { ...rest, keys: { preset: keys.preset, overrides: Object.fromEntries(overrides) } };
}

/** fetch rejects with a TypeError where no connection came about: that is the engine being away, not a fault of ours. */
function reaching(send: Fetch): Fetch {
  return async (input, init) => {
    try {
      return await send(input, init);
    } catch (error) {
      if (error instanceof TypeError) throw new EngineAway({ cause: error });
      throw error;
    }
  };
}

async function read<T>(answer: Promise<Answer<T>>): Promise<T> {
  const response = await answer;
  if (!response.ok) throw await readFailure(response);
  return response.json();
}
