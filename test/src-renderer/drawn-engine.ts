import { Hono } from 'hono';

import { cutHeat, decodeMask, encodeMask, noCleanUp } from '../../models/masks/index.ts';
import type { CleanUp, EncodedMask } from '../../models/masks/index.ts';
import type { PersonSettings, SettingsView } from '../../src-main/services/settings-types.ts';
import { knownModels } from '../../src-main/services/model-library/known.ts';
import type { EvaluationView } from '../../src-main/services/evaluation/evaluation-types.ts';
import type { LibraryModel, ModelLibraryView } from '../../src-main/services/model-library/library-types.ts';
import { comparisonRoutes } from './drawn-comparison.ts';
import type { DrawnChange } from './drawn-comparison.ts';
import type { ExportOrder } from '../../src-renderer/api/client.ts';
import { heatMapOf } from '../../src-renderer/features/review/tag-items.ts';
import type { TrainingView } from '../../src-main/services/trainings/types.ts';
import type { LibraryView, SavedFilter } from '../../src-main/services/library-types.ts';
import type {
  ActionResult,
  DatasetStatus,
  EngineEvent,
  HistoryStep,
  JobView,
  PictureDetail,
  PictureSummary,
  RunView,
  SessionView,
  TagChange,
  TagCounts,
  TagState,
  TagView,
} from '../../src-main/services/types.ts';

export interface DrawnPicture {
  readonly path: string;
  readonly captions: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly error?: string;
}

const STOP_WORDS = new Set([
  'a',
  'an',
  'the',
  'on',
  'in',
  'of',
  'with',
  'and',
  'is',
  'at',
  'to',
  'for',
  'its',
  'are',
  'next',
]);
const HEAT_SIDE = 28;

export const drawnRun: RunView = {
  id: 3,
  model: { name: 'clip-vit-b16', sha256: 'c0ffee'.repeat(10) + 'beef' },
  parameters: {
    preset: 'balanced',
    dense: 'maskclip',
    template: 'a photo of a {}.',
    tau: 0.5,
    threshold: 0.4,
    floor: 0.1,
    masks: {
      ...{ scales: [0.5], mirrored: false, window: 0, negatives: ['sky', 'wall'], refine: 'guided' },
      ...{ stretched: true, cleanUp: noCleanUp },
    },
  },
  device: 'cpu',
  state: 'done',
  error: null,
  createdAt: Date.UTC(2026, 10, 21, 14, 2),
  finishedAt: Date.UTC(2026, 10, 21, 14, 9),
  perSecond: 0.5,
  total: 3,
  done: 3,
  failed: 0,
};

export const drawnModel: LibraryModel = {
  kind: 'clip',
  name: 'untrained',
  folder: '/home/ada/models/untrained',
  bytes: 1_400_000,
  licence: null,
  source: null,
  commit: null,
  base: null,
  sha256: null,
  trained: false,
  knows: null,
  comesAlong: false,
  calibrated: true,
  isDefault: true,
  problem: null,
};

const drawnModels: ModelLibraryView = {
  models: [drawnModel],
  half: [],
  known: knownModels,
  hub: 'https://hub.test',
};

export function drawnJob(id: string, job: Partial<JobView>): JobView {
  return {
    ...{ id, kind: 'pull', title: id, state: 'running', done: 0, total: null, failed: 0 },
    ...{ perSecond: null, secondsLeft: null, message: null, result: null, canRetry: false },
    ...job,
  };
}

interface Decision {
  readonly tagId: number;
  readonly verdict: TagState;
  readonly threshold?: number;
  readonly cleanUp?: CleanUp;
  readonly proposalId?: number;
  readonly mask?: EncodedMask;
}

/**
 * The API of the engine over pictures in memory, for components that are shown alone: the browser that runs these
 * tests cannot hold SQLite. It keeps the contract's promises that the window leans on (masks by the same function,
 * undo as a step, counts without stop words); the real engine is driven by test/e2e.
 */
export class DrawnEngine {
  readonly #details: PictureDetail[];
  readonly #log: { readonly before: TagChange[]; readonly after: TagChange[] }[] = [];
  readonly #undone: { readonly before: TagChange[]; readonly after: TagChange[] }[] = [];
  /** By request key: one that is sent again is answered, not done again. */
  readonly #undos = new Map<string, ActionResult>();
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>>();
  /** The bodies of the decisions, in the order in which they came. */
  readonly received: Decision[][] = [];
  readonly requests: string[] = [];
  /** Exports that were asked for. */
  readonly exportOrders: ExportOrder[] = [];
  /** The bodies of the runs that were asked for. */
  readonly started: unknown[] = [];
  /** The bodies of the trainings that were asked for. */
  readonly trainingsStarted: unknown[] = [];
  trainings: readonly TrainingView[] = [];
  /** What each person has stored. */
  readonly people = new Map<string, PersonSettings>();
  session: SessionView;
  jobs: JobView[] = [];
  models: ModelLibraryView = drawnModels;
  filters: readonly SavedFilter[] = [];
  runs: readonly RunView[] = [drawnRun];
  /** What the newest run says differently from the one before, by words. */
  changes: Readonly<Record<string, DrawnChange>> = {};
  /** How many pictures have been counted when a comparison is asked for; null for all. */
  counted: number | null = null;
  /** Newest first. */
  evaluations: readonly EvaluationView[] = [];
  /** The bodies of the evaluations that were asked for. */
  readonly evaluated: unknown[] = [];
  /** Stands in front of each answer; a test can hold or refuse. */
  gate: (path: string) => Promise<Response | undefined> | undefined = () => undefined;
  readonly app: Hono;

  constructor(pictures: readonly DrawnPicture[], session: Partial<SessionView> = {}) {
    this.#details = pictures.map((picture, index) => makeDetail(picture, index, pictures.length));
    this.session = {
      version: '0.1.0',
      reviewer: 'ada',
      dataset: {
        name: 'Beach',
        folder: '/home/ada/beach',
        project: '/home/ada/beach/.tagmask',
        note: null,
        demo: false,
      },
      model: { name: drawnRun.model.name, sha256: drawnRun.model.sha256, trained: true, knows: null },
      roots: [{ id: 'home', name: 'ada' }],
      ...session,
    };
    this.app = this.#routes();
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    this.requests.push(`${request.method} ${pathname}`);
    return (await this.gate(pathname)) ?? this.app.fetch(request);
  };

  /** How many windows follow the events. */
  get listeners(): number {
    return this.#streams.size;
  }

  publish(event: EngineEvent): void {
    if (event.type === 'job') this.jobs = [event.job, ...this.jobs.filter(({ id }) => id !== event.job.id)];
    const bytes = new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`);
    for (const stream of this.#streams) stream.enqueue(bytes);
  }

  /** Ends all event streams, as an engine does that goes away. */
  hangUp(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  detail(id: number): PictureDetail {
    const found = this.#details.find((detail) => detail.id === id);
    if (found === undefined) throw new Error(`There is no picture ${id}.`);
    return { ...found, counts: countTags(found.tags) };
  }

  tag(text: string, pictureId = 1): TagView {
    const found = this.detail(pictureId).tags.find((tag) => tag.text === text);
    if (found === undefined) throw new Error(`Picture ${pictureId} has no tag "${text}".`);
    return found;
  }

  /** Somebody decides in another window, which this one is told of. */
  decideElsewhere(reviewer: string, decision: Decision): void {
    const { pictureId, ...change } = this.#change(decision);
    const by = change.decision === null ? null : { ...change.decision, reviewer };
    this.#apply('decide', [{ ...change, pictureId, decision: by }]);
    this.publish({ type: 'pictures', ids: [pictureId] });
  }

  /** An import brings a label in: pixels of its own, in the left half of the picture. */
  bringIn(text: string, file: string): void {
    const { id: tagId } = this.tag(text);
    const picture = this.#details.find(({ tags }) => tags.some(({ id }) => id === tagId));
    const [width, height] = [picture?.width ?? 2, picture?.height ?? 1];
    const half = (width >> 1) * height;
    const mask = encodeMask({ width, height, runs: Uint32Array.of(0, half, width * height - half) });
    const at = Date.UTC(2026, 10, 21, 15);
    const uncut = { proposalId: null, threshold: null, cleanUp: noCleanUp };
    const decision = { reviewer: 'import', at, ...uncut, mask, edited: false, file };
    this.#apply('decide', [{ tagId, pictureId: picture?.id ?? 0, state: 'accepted', decision }]);
  }

  /** A scan has found that a picture's file is gone. */
  lose(id: number, error: string): void {
    const at = this.#details.findIndex((detail) => detail.id === id);
    this.#details[at] = { ...this.detail(id), error };
    this.publish({ type: 'pictures', ids: [id] });
  }

  #routes(): Hono {
    return new Hono()
      .get('/api/session', (c) => c.json(this.session))
      .get('/api/settings', (c) => c.json(this.#settingsOf(c.req.header('x-tagmask-reviewer'))))
      .put('/api/settings', async (c) => {
        const view = this.#settingsOf(c.req.header('x-tagmask-reviewer'));
        this.people.set(view.reviewer, await c.req.json<PersonSettings>());
        return c.json(this.#settingsOf(c.req.header('x-tagmask-reviewer')));
      })
      .put('/api/settings/reviewer', async (c) => {
        const { reviewer } = await c.req.json<{ reviewer: string }>();
        this.session = { ...this.session, reviewer };
        return c.json(this.#settingsOf(encodeURIComponent(reviewer)));
      })
      .get('/api/status', (c) => c.json(this.#status()))
      .get('/api/jobs', (c) => c.json({ jobs: this.jobs }))
      .get('/api/events', (c) => c.body(this.#stream(), 200, { 'content-type': 'text/event-stream' }))
      .get('/api/folders', (c) => {
        const path = c.req.query('path') ?? '';
        const names = path === '' ? ['beach', 'holiday 2025', '街の写真'] : [];
        return c.json({ folders: names.map((name) => ({ name, path: name })) });
      })
      .get('/api/pictures', (c) => {
        const [offset, limit] = [Number(c.req.query('offset')), Number(c.req.query('limit'))];
        const found = this.#matching(c.req.query());
        return c.json({
          total: found.length,
          openTags: found.reduce(
            (sum, { tags, error }) => sum + (error === null ? countTags(tags).undecided : 0),
            0,
          ),
          offset,
          pictures: found.slice(offset, offset + limit).map(summarise),
        });
      })
      .get('/api/pictures/next-undecided', (c) =>
        c.json({ id: this.#nextUndecided(this.#matching(c.req.query()), c.req.query('after')) }),
      )
      .get('/api/pictures/:id', (c) =>
        c.json(this.#place(this.detail(Number(c.req.param('id'))), this.#matching(c.req.query()))),
      )
      .route('/api/trainings', this.#trainingRoutes())
      .get('/api/segment', (c) => c.json({ model: null }))
      .get('/api/models', (c) => c.json(this.models))
      .post('/api/models/pull', async (c) => {
        const { model } = await c.req.json<{ model: string }>();
        const name = this.models.known.find((one) => one.repository === model)?.name ?? model;
        return c.json(drawnJob(`pull-${name}`, { kind: 'pull', title: `Pull ${name}` }));
      })
      .put('/api/models/default', async (c) => {
        const { name } = await c.req.json<{ name: string }>();
        const models = this.models.models.map((one) => ({ ...one, isDefault: one.name === name }));
        this.models = { ...this.models, models };
        return c.json(this.models);
      })
      .delete('/api/models/:name', (c) => {
        const models = this.models.models.filter(({ name }) => name !== c.req.param('name'));
        this.models = { ...this.models, models };
        return c.json(this.models);
      })
      .get('/api/library', (c) => c.json(this.#library()))
      .post('/api/library/filters', async (c) => {
        const filter = { ...(await c.req.json<Omit<SavedFilter, 'id'>>()), id: this.filters.length + 1 };
        this.filters = [...this.filters, filter];
        return c.json(filter);
      })
      .patch('/api/library/filters/:id', async (c) => {
        const change = await c.req.json<Partial<SavedFilter>>();
        const id = Number(c.req.param('id'));
        this.filters = this.filters.map((one) => (one.id === id ? { ...one, ...change } : one));
        return c.json(this.#library());
      })
      .delete('/api/library/filters/:id', (c) => {
        this.filters = this.filters.filter(({ id }) => id !== Number(c.req.param('id')));
        return c.json(this.#library());
      })
      .post('/api/decisions', async (c) => {
        const { decisions } = await c.req.json<{ decisions: Decision[] }>();
        this.received.push(decisions);
        return c.json(this.#decide(decisions));
      })
      .post('/api/undo', async (c) => {
        const { requestKey } = await c.req.json<{ requestKey: string }>();
        const answered = this.#undos.get(requestKey);
        if (answered !== undefined) return c.json(answered);
        const step = this.#log.pop();
        if (step === undefined)
          return c.json({ error: { code: 'nothing-to-undo', message: 'There is nothing to undo.' } }, 409);
        this.#undone.push(step);
        const result = this.#apply('undo', step.before);
        this.#undos.set(requestKey, result);
        return c.json(result);
      })
      .post('/api/redo', (c) => {
        const step = this.#undone.pop();
        if (step === undefined)
          return c.json({ error: { code: 'nothing-to-redo', message: 'There is nothing to redo.' } }, 409);
        this.#log.push(step);
        return c.json(this.#apply('redo', step.after));
      })
      .get('/api/history', (c) => c.json({ steps: this.#history(), next: null }))
      .get('/api/reviewers', (c) =>
        c.json({ reviewers: [{ name: 'ada', seconds_per_verdict: null, seconds_per_mask: null }] }),
      )
      .post('/api/history/undo', async (c) => {
        const { through } = await c.req.json<{ through: number }>();
        const undone = this.#log.splice(through - 1).reverse();
        this.#undone.push(...undone);
        const changes = undone.flatMap(({ before }) => before).reverse();
        return c.json({ ...this.#apply('undo', changes), steps: undone.length });
      })
      .post('/api/exports', async (c) => {
        const order = await c.req.json<ExportOrder>();
        this.exportOrders.push(order);
        const job = this.#exportJob(order);
        this.jobs = [job, ...this.jobs];
        return c.json(job);
      })
      .get('/api/evaluations', (c) => c.json(this.#evaluationsView()))
      .get('/api/evaluations/:id', (c) => c.json(this.evaluations.find(({ id }) => id === c.req.param('id'))))
      .delete('/api/evaluations/:id', (c) => {
        this.evaluations = this.evaluations.filter(({ id }) => id !== c.req.param('id'));
        return c.json(this.#evaluationsView());
      })
      .post('/api/evaluations', async (c) => {
        this.evaluated.push(await c.req.json());
        const job = drawnJob('evaluate', { kind: 'evaluate', title: 'Evaluate clip-vit-b16' });
        this.jobs = [job, ...this.jobs.filter(({ id }) => id !== job.id)];
        return c.json(job);
      })
      .get('/api/runs', (c) => c.json({ runs: this.runs }))
      .route(
        '/api/runs/compare',
        comparisonRoutes(this, () => this.#details),
      )
      .post('/api/runs', async (c) => {
        this.started.push(await c.req.json());
        return c.json(drawnRun);
      });
  }

  /** As the engine: how many pictures have an accepted or rejected tag, and the results without their numbers. */
  #evaluationsView() {
    const isReviewed = ({ tags }: PictureDetail) =>
      tags.some(({ state }) => state === 'accepted' || state === 'rejected');
    const evaluations = this.evaluations.map(({ evaluation: _, ...summary }) => summary);
    return { reviewedPictures: this.#details.filter(isReviewed).length, evaluations };
  }

  #trainingRoutes(): Hono {
    const find = (name: string | undefined) => this.trainings.find((one) => one.name === name);
    return new Hono()
      .get('/', (c) => c.json({ trainings: this.trainings }))
      .post('/', async (c) => {
        const request = await c.req.json<{ name: string; base: string }>();
        this.trainingsStarted.push(request);
        const view: TrainingView = {
          ...{ name: request.name, state: 'preparing', base: request.base, preset: 'quick', pairs: 'all' },
          ...{ dataset: 'Beach', step: 0, steps: 100, secondsLeft: null, points: [], looks: [] },
          ...{ before: null, now: null, canGoOn: false, message: null, result: null },
        };
        this.trainings = [view, ...this.trainings];
        return c.json(view);
      })
      .post('/estimate', (c) => c.json(drawnJob('estimate-training', { kind: 'estimate' })))
      .post('/:name/pause', (c) => c.json(find(c.req.param('name'))))
      .post('/:name/go-on', (c) => c.json({ ...find(c.req.param('name')), state: 'preparing' }))
      .delete('/:name', (c) => {
        this.trainings = this.trainings.filter(({ name }) => name !== c.req.param('name'));
        return c.json({ trainings: this.trainings });
      });
  }

  #settingsOf(header: string | undefined): SettingsView {
    const reviewer = header === undefined ? this.session.reviewer : decodeURIComponent(header);
    const stored = this.people.get(reviewer);
    const settings = stored ?? {
      language: null,
      theme: 'system',
      heatColours: 'viridis',
      keys: { preset: 'tagmask', overrides: {} },
    };
    return { reviewer, settings, stored: stored !== undefined, note: null };
  }

  #decide(decisions: readonly Decision[]): ActionResult {
    const after = decisions.map((decision) => this.#change(decision));
    const before = after.map(({ tagId, pictureId }) => {
      const tag = this.detail(pictureId).tags.find(({ id }) => id === tagId);
      return { tagId, pictureId, state: tag?.state ?? 'undecided', decision: tag?.decision ?? null };
    });
    this.#log.push({ before, after });
    this.#undone.length = 0;
    return this.#apply('decide', after);
  }

  #change({ tagId, verdict, threshold, cleanUp, mask: drawn }: Decision): TagChange {
    const picture = this.#details.find(({ tags }) => tags.some(({ id }) => id === tagId));
    const tag = picture?.tags.find(({ id }) => id === tagId);
    if (picture === undefined || tag === undefined) throw new Error(`There is no tag ${tagId}.`);
    const size = { width: picture.width ?? 1, height: picture.height ?? 1 };
    const used = drawn === undefined ? (threshold ?? tag.proposal?.threshold ?? null) : null;
    const cut = { threshold: used ?? 0, cleanUp: cleanUp ?? tag.proposal?.cleanUp ?? noCleanUp };
    const mask =
      verdict === 'accepted' && tag.proposal !== null && used !== null
        ? encodeMask(cutHeat(heatMapOf(tag.proposal.heat), cut, size))
        : (drawn ?? null);
    const decision = {
      reviewer: 'ada',
      at: Date.UTC(2026, 10, 21, 15),
      proposalId: tag.proposal?.id ?? null,
      threshold: used,
      cleanUp: cut.cleanUp,
      mask,
      edited: drawn !== undefined,
      file: null,
    };
    return { tagId, pictureId: picture.id, state: verdict, decision };
  }

  #apply(kind: ActionResult['kind'], changes: readonly TagChange[]): ActionResult {
    for (const { tagId, pictureId, state, decision } of changes) {
      const index = this.#details.findIndex(({ id }) => id === pictureId);
      const detail = this.#details[index];
      if (detail === undefined) continue;
      this.#details[index] = {
        ...detail,
        tags: detail.tags.map((tag) => (tag.id === tagId ? { ...tag, state, decision } : tag)),
      };
    }
    return { actionId: this.#log.length, kind, changes, changed: changes.length, kept: 0 };
  }

  /** What stands, newest first: a step's number is its place in the log. */
  #history(): HistoryStep[] {
    const steps = this.#log.map(({ after }, at): HistoryStep => {
      const [first] = after;
      const picture = first === undefined ? undefined : this.detail(first.pictureId);
      const tag = picture?.tags.find(({ id }) => id === first?.tagId);
      return {
        ...{ id: at + 1, kind: 'decide', reviewer: 'ada', at: Date.UTC(2026, 10, 21, 15), elapsedMs: 900 },
        ...{ tags: after.length, pictures: 1, text: tag?.text ?? null, verdict: first?.state ?? null },
        first: first === undefined ? null : { ...first, path: picture?.path ?? '' },
        ...{ target: null, tool: null, stands: true, edit: null, importedFrom: null },
      };
    });
    return steps.reverse();
  }

  /** By state, tag, caption and name only: the engine's own tests have the rest. */
  #matching({ state, tag, text, order }: Readonly<Record<string, string>>): PictureDetail[] {
    const found = this.#details.filter(
      ({ tags, captions }) =>
        (state === undefined || isInState(countTags(tags), state)) &&
        (tag === undefined || tags.some((one) => one.text === tag)) &&
        (text === undefined ||
          captions.some((caption) => caption.text.toLowerCase().includes(text.toLowerCase()))),
    );
    return order === 'descending' ? found.reverse() : found;
  }

  #place(detail: PictureDetail, among: readonly PictureDetail[]): PictureDetail {
    const at = among.findIndex(({ id }) => id >= detail.id);
    const index = at < 0 ? among.length : at;
    const isHere = among[index]?.id === detail.id;
    const nextId = among[index + (isHere ? 1 : 0)]?.id ?? null;
    return { ...detail, index, previousId: among[index - 1]?.id ?? null, nextId };
  }

  #library(): LibraryView {
    const count = (state: string) =>
      this.#details.filter(({ tags }) => isInState(countTags(tags), state)).length;
    const states = {
      undecided: count('undecided'),
      reviewed: count('reviewed'),
      accepted: count('accepted'),
      rejected: count('rejected'),
      unsure: count('unsure'),
      untagged: count('untagged'),
      errors: this.#details.filter(({ error }) => error !== null).length,
    };
    const runs = [{ id: drawnRun.id, model: drawnRun.model.name, createdAt: drawnRun.createdAt }];
    return { states, runs, reviewers: ['ada'], filters: this.filters };
  }

  #nextUndecided(among: readonly PictureDetail[], after: string | undefined): number | null {
    const later = among.findIndex(({ id }) => id > Number(after ?? 0));
    const start = later < 0 ? among.length : later;
    const order = [...among.slice(start), ...among.slice(0, start)];
    return order.find(({ tags }) => countTags(tags).undecided > 0)?.id ?? null;
  }

  #status(): DatasetStatus {
    const captions = this.#details.reduce((sum, detail) => sum + detail.captions.length, 0);
    return {
      pictures: this.#details.length,
      captions,
      tags: countTags(this.#details.flatMap(({ tags }) => tags)),
      runs: [drawnRun],
    };
  }

  #exportJob({ format, instances }: ExportOrder): JobView {
    const masks = this.#details.flatMap(({ tags }) =>
      tags.filter(({ decision }) => decision !== null && decision.mask !== null),
    );
    for (const { decision } of masks)
      if (decision !== null && decision.mask !== null) decodeMask(decision.mask);
    const report = {
      format,
      pictures: this.#details.length,
      reviewed: 1,
      tags: masks.length,
      masks: masks.length,
      ...(instances === 'parts' ? { instances: 2 * masks.length } : {}),
      ...(format === 'semantic' ? { unreviewed: 2 } : {}),
    };
    const result = {
      ...report,
      skipped: [],
      verified: true,
      files:
        format === 'coco' ? ['annotations.json', 'report.json'] : ['image/', 'json_refined/', 'report.json'],
      name: `${format}-20261121`,
      folder: `/photos/.tagmask/exports/${format}-20261121`,
    };
    const progress = {
      done: 3,
      total: 3,
      failed: 0,
      perSecond: null,
      secondsLeft: null,
      message: null,
      canRetry: false,
    };
    return { id: 'export-1', kind: 'export', title: 'Export as COCO', state: 'done', ...progress, result };
  }

  #stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let own: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        own = controller;
        this.#streams.add(controller);
        controller.enqueue(new TextEncoder().encode(': here\n\n'));
      },
      cancel: () => {
        if (own !== undefined) this.#streams.delete(own);
      },
    });
  }
}

function makeDetail(picture: DrawnPicture, index: number, total: number): PictureDetail {
  const id = index + 1;
  const tags = new Map<string, TagView>();
  const captions = picture.captions.map((text, number) => ({
    id: id * 100 + number,
    text,
    source: 'captions.tsv',
    occurrences: [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => {
      const word = match[0].toLowerCase();
      const tag = tags.get(word) ?? makeTag(word, id * 1000 + tags.size);
      tags.set(word, tag);
      return { tagId: tag.id, start: match.index, end: match.index + match[0].length };
    }),
  }));
  const list = [...tags.values()];
  const readable = picture.error === undefined;
  return {
    id,
    path: picture.path,
    width: readable ? picture.width : null,
    height: readable ? picture.height : null,
    error: picture.error ?? null,
    counts: countTags(list),
    measures,
    captions,
    tags: list,
    runs: [drawnRun],
    index,
    previousId: index > 0 ? id - 1 : null,
    nextId: index < total - 1 ? id + 1 : null,
  };
}

function makeTag(text: string, id: number): TagView {
  const stopWord = STOP_WORDS.has(text);
  // Long words stand for things, short ones for the rest: it only has to differ from word to word.
  const normalised = stopWord
    ? 0.05
    : Math.min(1, 0.12 + ((text.length * 37 + text.charCodeAt(0) * 11) % 89) / 100);
  const scores = {
    image: 0.19 + normalised / 12,
    text: 0.6 + normalised / 5,
    imageText: normalised,
    pixel: 0.2 + normalised / 8,
  };
  const heat = { width: HEAT_SIDE, height: HEAT_SIDE, data: drawHeat(id) };
  const relevant = normalised > 0.5;
  const proposal = {
    id: id + 50_000,
    runId: drawnRun.id,
    scores,
    normalised,
    relevant,
    threshold: 0.4,
    cleanUp: noCleanUp,
    heat,
  };
  return { id, text, stopWord, added: false, state: 'undecided', proposal, decision: null, maskMs: 0 };
}

/** A hill somewhere in the picture with a dent in it, so that masks have holes. */
function drawHeat(seed: number): string {
  const [x0, y0] = [6 + ((seed * 7) % 16), 6 + ((seed * 5) % 16)];
  const spread = 18 + ((seed * 3) % 30);
  const bytes = Array.from({ length: HEAT_SIDE ** 2 }, (_, cell) => {
    const distance = ((cell % HEAT_SIDE) - x0) ** 2 + (Math.floor(cell / HEAT_SIDE) - y0) ** 2;
    const dent = 0.8 * Math.exp(-distance / 3);
    return Math.round(255 * Math.max(0, 0.95 * Math.exp(-distance / spread) - dent));
  });
  return btoa(String.fromCharCode(...bytes));
}

function countTags(tags: readonly TagView[]): TagCounts {
  const counted = tags.filter(({ stopWord }) => !stopWord);
  const of = (state: TagState) => counted.filter((tag) => tag.state === state).length;
  const proposed = counted.filter(({ proposal }) => proposal?.relevant === true).length;
  return {
    accepted: of('accepted'),
    rejected: of('rejected'),
    unsure: of('unsure'),
    undecided: of('undecided'),
    proposed,
  };
}

function isInState(counts: TagCounts, state: string): boolean {
  const tags = counts.undecided + counts.accepted + counts.rejected + counts.unsure;
  if (state === 'reviewed') return tags > 0 && counts.undecided === 0;
  return state === 'untagged' ? tags === 0 : counts[state as TagState] > 0;
}

const measures = { score: 0.75, uncertainty: 0.9, disagreement: 0.1, area: 0 };

function summarise({ id, path, width, height, error, tags }: PictureDetail): PictureSummary {
  return { id, path, width, height, error, counts: countTags(tags), measures };
}
