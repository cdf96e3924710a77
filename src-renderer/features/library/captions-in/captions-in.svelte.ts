import { sentenceOf } from '../../../api/failure.ts';
import type { CaptionFileChoice } from '../../../../src-main/services/caption-import.ts';
import type {
  CaptionCandidates,
  CaptionPreview,
} from '../../../../src-main/services/caption-preview-types.ts';
import type { ImportReport, JobView } from '../../../../src-main/services/types.ts';
import type { Engine } from '../../../state/engine.svelte.ts';

/** What a column is taken for. */
export type ColumnRole = 'none' | 'file' | 'caption';

/** A caption file that is looked at, with the columns as they are chosen at the moment. */
export interface LookedAt {
  readonly preview: CaptionPreview | null;
  readonly map: CaptionPreview['map'];
  readonly header: boolean | null;
  /** Why the engine gives no preview. */
  readonly failure: string | null;
  /** A newer preview is on its way. */
  readonly busy: boolean;
}

interface OpenedFile {
  readonly file: string;
  readonly look: LookedAt;
  /** Names the newest question about the file: an answer that it has overtaken is dropped. */
  readonly question: number;
}

const unseen: LookedAt = {
  preview: null,
  map: { file: null, captions: [] },
  header: null,
  failure: null,
  busy: true,
};

/** Which caption files of the dataset are chosen, and how their columns are read. */
export class CaptionsIn {
  readonly #engine: Engine;
  #candidates = $state.raw<CaptionCandidates | null>(null);
  #failure = $state<string | null>(null);
  #chosen = $state.raw<readonly string[]>([]);
  #shown = $state<string | null>(null);
  #opened = $state.raw<readonly OpenedFile[]>([]);
  #import = $state.raw<{ readonly jobId: string; readonly before: number } | null>(null);
  #questions = 0;

  readonly candidates = $derived(this.#candidates);
  readonly failure = $derived(this.#failure);
  readonly chosen = $derived(this.#chosen);
  readonly shown = $derived(this.#shown);
  readonly look = $derived(this.#shown === null ? null : this.#lookAt(this.#shown));
  readonly ready = $derived(
    this.#chosen.length > 0 && this.#chosen.every((file) => isReady(this.#lookAt(file))),
  );
  readonly job = $derived.by(() => this.#findJob());
  // The engine says what the result of an import is.
  readonly report = $derived(this.job?.state === 'done' ? (this.job.result as ImportReport | null) : null);
  readonly added = $derived(Math.max(0, (this.report?.captions ?? 0) - (this.#import?.before ?? 0)));

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    this.#failure = null;
    try {
      this.#candidates = await this.#engine.api.captionCandidates();
    } catch (error) {
      this.#failure = sentenceOf(error);
    }
  }

  toggle(file: string): void {
    const isChosen = this.#chosen.includes(file);
    this.#chosen = isChosen ? this.#chosen.filter((other) => other !== file) : [...this.#chosen, file];
    if (!isChosen) this.show(file);
  }

  show(file: string): void {
    this.#shown = file;
    if (this.#opened.every((one) => one.file !== file)) void this.#ask(file, { file });
  }

  /** One column names the file; any number hold captions. */
  assign(file: string, key: string, role: ColumnRole): void {
    const look = this.#lookAt(file);
    const { map, preview } = look;
    if (preview === null) return;
    const others = map.captions.filter((other) => other !== key);
    const captions = role === 'caption' ? [...others, key] : others;
    const inOrder = preview.columns.map((column) => column.key).filter((column) => captions.includes(column));
    const named = role === 'file' ? key : map.file === key ? null : map.file;
    this.#change(file, { ...look, map: { file: named, captions: inOrder } });
  }

  setHeader(file: string, header: boolean): void {
    // Other names of columns: what is chosen no longer means anything.
    void this.#ask(file, { file, map: { header } });
  }

  async import(): Promise<void> {
    const files = this.#chosen.map((file) => choiceOf(file, this.#lookAt(file)));
    const before = this.#engine.status?.captions ?? 0;
    const job = await this.#engine.api.importCaptions(files);
    this.#engine.jobs.begin(job);
    this.#import = { jobId: job.id, before };
  }

  /** Back to the files, for more. */
  restart(): void {
    this.#import = null;
    this.#chosen = [];
    this.#shown = null;
    this.#opened = [];
  }

  #findJob(): JobView | null {
    return this.#engine.jobs.all.find(({ id }) => id === this.#import?.jobId) ?? null;
  }

  #lookAt(file: string): LookedAt {
    return this.#opened.find((one) => one.file === file)?.look ?? unseen;
  }

  #change(file: string, look: LookedAt): void {
    // An answer to an older question would undo what was chosen since.
    this.#set({ file, look: { ...look, busy: false }, question: ++this.#questions });
    if (look.map.file !== null && look.map.captions.length > 0) void this.#ask(file, choiceOf(file, look));
  }

  async #ask(file: string, choice: CaptionFileChoice): Promise<void> {
    const question = ++this.#questions;
    this.#set({ file, look: { ...this.#lookAt(file), busy: true }, question });
    const look = await this.#engine.api.previewCaptions(choice).then(
      (preview) => ({ ...unseen, preview, map: preview.map, header: preview.header, busy: false }),
      (error: unknown) => ({ ...unseen, failure: sentenceOf(error), busy: false }),
    );
    const isNewest = this.#opened.some((one) => one.file === file && one.question === question);
    if (isNewest) this.#set({ file, look, question });
  }

  #set(opened: OpenedFile): void {
    this.#opened = [...this.#opened.filter(({ file }) => file !== opened.file), opened];
  }
}

export function roleOf({ map }: LookedAt, key: string): ColumnRole {
  if (map.file === key) return 'file';
  return map.captions.includes(key) ? 'caption' : 'none';
}

function isReady({ preview, map, busy }: LookedAt): boolean {
  if (preview === null || busy) return false;
  return preview.format === 'coco' ? preview.rows > 0 : map.file !== null && map.captions.length > 0;
}

function choiceOf(file: string, { preview, map, header }: LookedAt): CaptionFileChoice {
  if (preview?.format === 'coco') return { file };
  return {
    file,
    map: {
      ...(map.file === null ? {} : { file: map.file }),
      ...(map.captions.length === 0 ? {} : { caption: map.captions }),
      ...(header === null ? {} : { header }),
    },
  };
}
