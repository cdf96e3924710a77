import { existsSync, realpathSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { userInfo } from 'node:os';

import { findPictureId } from '../../db/queries/pictures.ts';
import { TagmaskError } from '../../models/errors.ts';
import type { ImportOptions as DatasetImportOptions } from './dataset.ts';
import { makeDemo } from './demo.ts';
import { startEvaluation, type EvaluationOptions } from './evaluation/evaluation-job.ts';
import { EventBus } from './events.ts';
import { exportDataset } from './export.ts';
import type { ExportOptions } from './export.ts';
import { chooseClasses } from './semantic/choose-classes.ts';
import { importInThread } from './import-thread.ts';
import { startInferenceAhead } from './inference-process.ts';
import { JobRegistry } from './jobs.ts';
import { datasetStatus } from './library.ts';
import { dataFolder } from './paths.ts';
import { Prelabeler } from './prelabel.ts';
import type { PrelabelOptions } from './prelabel.ts';
import { Project } from './project.ts';
import { rememberedReviewer } from './reviewer-name.ts';
import { chooseFolders } from './released/folder-names.ts';
import { Roots } from './roots.ts';
import { showRunAsJob } from './run-job.ts';
import { Segmenter } from './segment/segmenter.ts';
import { Selection } from './selection.ts';
import { stopSteps } from './steps.ts';
import { Trainings, type TrainingData } from './trainings/trainings.ts';
import type { TrainingRequest } from './trainings/types.ts';
import type { DatasetView, ExportFormat, ImportReport, JobView, RunView } from './types.ts';

export interface WorkspaceOptions {
  /** A model's name or folder for the runs that name none. */
  readonly model?: string;
  /** Who decides where a request names nobody; by default the name given in the window, else the system's user. */
  readonly reviewer?: string;
}

export interface OpenOptions {
  /** Where the project lies instead of `<dataset>/.tagmask`. */
  readonly projectFolder?: string;
}

export interface OpenedDataset {
  readonly dataset: DatasetView;
  /** The import that opening has started. */
  readonly job: JobView;
}

export type ImportOptions = Pick<DatasetImportOptions, 'captionFiles' | 'map' | 'folders'>;

export interface ExportRequest extends Pick<
  ExportOptions,
  'format' | 'include' | 'folders' | 'instances' | 'classes'
> {
  readonly out?: string;
}

interface Current {
  readonly project: Project;
  readonly prelabeler: Prelabeler;
}

/**
 * What one engine has open: one dataset with its queue, the job tray, the roots that a page may choose from. Every door
 * (window, browser, command line) works through this, so that opening means the same everywhere.
 */
export class Workspace {
  readonly events = new EventBus();
  readonly roots = new Roots();
  readonly jobs: JobRegistry;
  /** They belong to the model library, and go on when another dataset is opened. */
  readonly trainings: Trainings;
  /** The model that is clicked with belongs to the library too. */
  readonly segmenter = new Segmenter();
  readonly model: string | undefined;
  readonly #reviewer: string | undefined;
  #current: Current | null = null;
  #owner: { readonly address: string; readonly token: string } | null = null;
  /** Opening and closing take turns: two windows that open at once must not leave a project without its owner. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ model, reviewer }: WorkspaceOptions = {}) {
    this.model = model;
    this.#reviewer = reviewer;
    this.jobs = new JobRegistry({ onChange: (job) => this.events.publish({ type: 'job', job }) });
    this.trainings = new Trainings({
      jobs: this.jobs,
      publish: (event) => this.events.publish(event),
      findPicture: (file) => this.#findPicture(file),
    });
  }

  /** Who decides where a request names nobody. */
  get reviewer(): string {
    return this.#reviewer ?? rememberedReviewer() ?? nameOfUser();
  }

  /** The open project. @throws TagmaskError `no-dataset` where none is open */
  get project(): Project {
    return this.#opened.project;
  }

  get prelabeler(): Prelabeler {
    return this.#opened.prelabeler;
  }

  get dataset(): DatasetView | null {
    if (this.#current === null) return null;
    const { folder, directory, note } = this.#current.project;
    const demo = isSameFolder(folder, demoFolder());
    return { name: demo ? 'Demo' : nameOfFolder(folder), folder, project: directory, note, demo };
  }

  /**
   * Opens the dataset in `folder` and starts its import; once that is over, a dataset without a run gets its first
   * one. The former dataset is closed only after the new one has opened, so that a failure leaves it as it was.
   * @throws what `Project.open` throws
   */
  open(folder: string, options: OpenOptions = {}): Promise<OpenedDataset> {
    return this.#inTurn(async () => {
      await this.#switchTo(folder, options);
      this.prelabeler.resume();
      const job = this.#startImport({}, true);
      this.events.publish({ type: 'dataset' });
      return { dataset: this.#view(), job };
    });
  }

  /** Opens without scanning and without going on with interrupted runs: for a command, which does one thing. */
  openOnly(folder: string, options: OpenOptions = {}): Promise<DatasetView> {
    return this.#inTurn(async () => {
      await this.#switchTo(folder, options);
      return this.#view();
    });
  }

  /** Draws the demo where it is not there yet, and opens it. */
  async openDemo(): Promise<OpenedDataset> {
    if (!existsSync(demoFolder())) startInferenceAhead();
    return this.open(await makeDemo(demoFolder()));
  }

  /** What every door does at its start. */
  openOrDemo(folder: string | undefined, options: OpenOptions = {}): Promise<OpenedDataset> {
    return folder === undefined ? this.openDemo() : this.open(folder, options);
  }

  /** Scans the open dataset again. @throws TagmaskError `import-running` while a scan is going on */
  import(options: ImportOptions = {}): JobView {
    return this.#startImport(options, false);
  }

  /** Queues a run with the workspace's model where the options name none, and shows it in the job tray from the start. */
  async prelabel(options: PrelabelOptions): Promise<RunView> {
    const { prelabeler, jobs } = this;
    const run = await prelabeler.start(
      this.model === undefined ? options : { model: this.model, ...options },
    );
    showRunAsJob({ jobs, prelabeler, run, pace: { perSecond: null, secondsLeft: null } });
    return run;
  }

  /** Writes the dataset into `out`, by default a new folder of `.tagmask/exports`; the job's result names it. */
  export({ out, ...options }: ExportRequest): JobView {
    const { project } = this;
    const { format } = options;
    // A mistake in the names is the caller's to hear at once.
    if (options.folders !== undefined) chooseFolders(options.folders);
    if (options.classes !== undefined) chooseClasses(options.classes);
    const name = `${format}-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
    return this.jobs.start({
      kind: 'export',
      title: exportTitles[format],
      work: async ({ signal, report }) => {
        const onProgress = (done: number, total: number | null): void => report({ done, total });
        const folder = out ?? join(exportsFolder(project), name);
        const written = await exportDataset(project, { ...options, out: folder, signal, onProgress });
        return { name, folder, ...written };
      },
    });
  }

  /** Compares what a model proposes with what has been reviewed, and keeps the result. @throws TagmaskError `evaluation-running` */
  evaluate(options: EvaluationOptions): JobView {
    const { project, jobs, model } = this;
    return startEvaluation({ ...(model === undefined ? {} : { model }), ...options }, { project, jobs });
  }

  /** What the open dataset gives to a training. @throws TagmaskError `no-dataset`, `nothing-matches` */
  trainingData({ pairs, query }: Pick<TrainingRequest, 'pairs' | 'query'>): TrainingData {
    const { db, folder } = this.project;
    const { captions } = datasetStatus(this.project);
    const data = { folder, name: this.#view().name, captions };
    if (pairs !== 'filter') return { ...data, pictures: undefined };
    const found = new Selection(db, query ?? {});
    if (found.total === 0)
      throw new TagmaskError('input', 'nothing-matches', 'No picture is left by the filter: change it in the library, or train on all pictures.'); // prettier-ignore
    return { ...data, pictures: found.page({ offset: 0, limit: found.total }) };
  }

  /** Says in the project's folder where this engine listens, for this dataset and every later one. */
  announce(owner: { readonly address: string; readonly token: string }): void {
    this.#owner = owner;
    this.#current?.project.announce(owner);
  }

  /** Stops the jobs and the queue, then closes the database. What is queued goes on when the dataset is opened again. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeCurrent();
      this.segmenter.close();
      await this.jobs.clear();
    });
  }

  get #opened(): Current {
    if (this.#current !== null) return this.#current;
    throw new TagmaskError(
      'conflict',
      'no-dataset',
      'No dataset is open: open a folder of pictures, or the demo, first.',
    );
  }

  /** Null while no dataset is open, and for a file of another one. */
  #findPicture(file: string): number | null {
    if (this.#current === null) return null;
    const { db, folder } = this.#current.project;
    const path = relative(folder, file);
    return path.startsWith('..') ? null : findPictureId(db, path.replaceAll('\\', '/'));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    // The next one waits for the end of this one, not for its success, which is the caller's to hear about.
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #switchTo(folder: string, options: OpenOptions): Promise<void> {
    if (this.#current !== null && isSameFolder(this.#current.project.folder, folder)) return;
    const project = Project.open(folder, options);
    await this.#closeCurrent();
    const prelabeler = new Prelabeler(project, {
      onProgress: (run, pace) => showRunAsJob({ jobs: this.jobs, prelabeler, run, pace }),
      onPictures: (ids) => this.events.publish({ type: 'pictures', ids }),
    });
    this.#current = { project, prelabeler };
    if (this.#owner !== null) project.announce(this.#owner);
  }

  async #closeCurrent(): Promise<void> {
    const current = this.#current;
    if (current === null) return;
    // Requests find no dataset from here on, so that none reaches for a database that is being closed.
    this.#current = null;
    await current.prelabeler.close();
    await this.jobs.clear('dataset');
    await stopSteps(current.project);
    current.project.close();
  }

  #view(): DatasetView {
    const view = this.dataset;
    if (view === null)
      throw new TagmaskError('conflict', 'no-dataset', 'The dataset was closed while it was being opened.');
    return view;
  }

  #startImport(options: ImportOptions, thenPrelabel: boolean): JobView {
    const current = this.#opened;
    const running = this.jobs.list().find((job) => job.kind === 'import' && job.state === 'running');
    if (running !== undefined) {
      if (thenPrelabel) return running;
      throw new TagmaskError(
        'conflict',
        'import-running',
        'The dataset is being scanned already: wait for it, or cancel it.',
      );
    }
    return this.jobs.start({
      kind: 'import',
      title: `Import ${nameOfFolder(current.project.folder)}`,
      work: async ({ signal, report }) => {
        const onProgress = (done: number, total: number | null): void => report({ done, total });
        const onGrowth = (): void => this.events.publish({ type: 'pictures', ids: null });
        // Hashing is the long tail of a large import: nobody has to wait for it.
        const onIndexed = async (report: ImportReport): Promise<void> => {
          this.events.publish({ type: 'dataset' });
          if (thenPrelabel && this.#current === current) await this.#prelabelFirst(current, report);
        };
        return importInThread(current.project, { ...options, signal, onProgress, onGrowth, onIndexed });
      },
    });
  }

  /** A dataset that has never been pre-labelled has nothing to decide on: the first run needs no asking. */
  async #prelabelFirst(current: Current, { captions }: ImportReport): Promise<void> {
    if (captions === 0 || current.prelabeler.runs().length > 0) return;
    try {
      // The demo is looked at within seconds, and its scenes gain little from a second look.
      await this.prelabel(this.dataset?.demo === true ? { preset: 'fast' } : {});
    } catch (error) {
      // The import stands, so that the reason shows as a failed job of its own.
      this.jobs.start({ kind: 'prelabel', title: 'Pre-label', work: () => Promise.reject(error) });
    }
  }
}

const exportTitles: Readonly<Record<ExportFormat, string>> = {
  coco: 'Export as COCO',
  released: 'Export in the released layout',
  semantic: 'Export label maps',
};

export const demoFolder = (): string => join(dataFolder(), 'demo');
export const exportsFolder = (project: Project): string => join(project.directory, 'exports');

const nameOfFolder = (folder: string): string => basename(folder) || folder;

function isSameFolder(real: string, folder: string): boolean {
  try {
    return realpathSync.native(folder) === real;
  } catch {
    // What is not there is not open either; opening it says so.
    return false;
  }
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under an id that has no name.
    return 'reviewer';
  }
}
