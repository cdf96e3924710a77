export type ReportPull = (progress: {
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** What was here before this attempt. */
  readonly before: number;
  /** What it waits for; null while it goes on. */
  readonly message: string | null;
}) => void;

interface FileProgress {
  readonly done: number;
  readonly total: number | null;
}

/** Bytes of all files of a model together. */
export class PullProgress {
  readonly #files = new Map<string, FileProgress>();
  readonly #report: ReportPull;
  #message: string | null = null;
  #before = 0;
  #settled = false;

  constructor(report: ReportPull) {
    this.#report = report;
  }

  /** Null while not all files are named, or the size of one is not known. */
  get total(): number | null {
    if (!this.#settled) return null;
    let sum = 0;
    for (const { total } of this.#files.values()) {
      if (total === null) return null;
      sum += total;
    }
    return sum;
  }

  expect(name: string, bytes: number | null): void {
    if (!this.#files.has(name)) this.#files.set(name, { done: 0, total: bytes });
  }

  /** It turned out not to be there. */
  forget(name: string): void {
    this.#files.delete(name);
  }

  /** No more files will be expected. */
  settle(): void {
    this.#settled = true;
    this.#tell();
  }

  set(name: string, { done, total }: FileProgress): void {
    this.#files.set(name, { done, total: total ?? this.#files.get(name)?.total ?? null });
    this.#tell();
  }

  /** Bytes that need not be fetched again. */
  keep(bytes: number): void {
    this.#before += bytes;
  }

  say(message: string | null): void {
    if (message === this.#message) return;
    this.#message = message;
    this.#tell();
  }

  #tell(): void {
    let done = 0;
    for (const file of this.#files.values()) done += file.done;
    this.#report({ done, total: this.total, before: this.#before, message: this.#message });
  }
}
