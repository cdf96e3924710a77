import type { EventBus } from '../services/events.ts';
import type { TrainingNews } from '../services/trainings/types.ts';
import type { EngineEvent } from '../services/types.ts';

/** Proxies and tunnels drop a connection that is silent for long. */
const heartbeatMs = 15_000;
/** More pictures than this are told as "any": the window reloads what it shows either way. */
const picturesNamed = 1000;

export interface StreamOptions {
  readonly beatMs?: number;
  /** Who listens, as its requests name it. */
  readonly window?: string | undefined;
}

/**
 * The engine's events as a text/event-stream. What a slow client has not read yet is merged, not queued: the newest
 * state of each job and each training with all its new points, one "dataset", the union of the pictures and of the people with new settings. So a client that never reads costs a few kilobytes, and
 * one that is gone costs nothing: the stream's cancellation ends the subscription.
 */
export function streamEvents(events: EventBus, options: StreamOptions = {}): ReadableStream<Uint8Array> {
  const { beatMs = heartbeatMs, window } = options;
  const pending = new PendingEvents();
  const encoder = new TextEncoder();
  let wake = (): void => undefined;
  const unsubscribe = events.subscribe((event) => {
    // A window has the answers to its own requests already, and would load every picture once more for each verdict.
    if ('from' in event && event.from === window) return;
    pending.add(event);
    wake();
  });
  const beat = setInterval(() => {
    pending.beat = true;
    wake();
  }, beatMs);
  beat.unref();
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode('retry: 1000\n\n')),
      async pull(controller) {
        if (pending.isEmpty) await new Promise<void>((resolve) => (wake = resolve));
        const text = pending.take();
        if (text !== '') controller.enqueue(encoder.encode(text));
      },
      cancel() {
        clearInterval(beat);
        unsubscribe();
        wake();
      },
    },
    { highWaterMark: 1 },
  );
}

class PendingEvents {
  beat = false;
  #dataset = false;
  /** Null: any picture. */
  #pictures: Set<number> | null = new Set();
  readonly #jobs = new Map<string, EngineEvent>();
  #trainingsChanged = false;
  readonly #trainings = new Map<string, TrainingNews>();
  /** Who has changed their settings. */
  readonly #people = new Set<string>();

  get isEmpty(): boolean {
    const named =
      this.#jobs.size +
      this.#trainings.size +
      Number(this.#trainingsChanged) +
      this.#people.size +
      (this.#pictures?.size ?? 1);
    return !this.beat && !this.#dataset && named === 0;
  }

  add(event: EngineEvent): void {
    switch (event.type) {
      case 'job':
        // Deleted first so that the order of the jobs is that of their last change.
        this.#jobs.delete(event.job.id);
        this.#jobs.set(event.job.id, event);
        break;
      case 'training':
        this.#addTraining(event.training);
        break;
      case 'trainings':
        this.#trainingsChanged = true;
        break;
      case 'dataset':
        this.#dataset = true;
        break;
      case 'pictures':
        this.#addPictures(event.ids);
        break;
      case 'settings':
        this.#people.add(event.reviewer);
        break;
    }
  }

  #addTraining(news: TrainingNews): void {
    const points = [...(this.#trainings.get(news.name)?.points ?? []), ...news.points];
    this.#trainings.set(news.name, { ...news, points });
  }

  #addPictures(ids: readonly number[] | null): void {
    if (ids !== null && this.#pictures !== null) for (const id of ids) this.#pictures.add(id);
    if (ids === null || (this.#pictures?.size ?? 0) > picturesNamed) this.#pictures = null;
  }

  /** What is pending as text; nothing is pending afterwards. */
  take(): string {
    const events: EngineEvent[] = [];
    if (this.#dataset) events.push({ type: 'dataset' });
    if (this.#pictures === null) events.push({ type: 'pictures', ids: null });
    else if (this.#pictures.size > 0) events.push({ type: 'pictures', ids: [...this.#pictures] });
    events.push(...this.#jobs.values());
    if (this.#trainingsChanged) events.push({ type: 'trainings' });
    for (const training of this.#trainings.values()) events.push({ type: 'training', training });
    for (const reviewer of this.#people) events.push({ type: 'settings', reviewer });
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    const beat = this.beat && text === '' ? ': beat\n\n' : '';
    this.beat = this.#dataset = this.#trainingsChanged = false;
    this.#pictures = new Set();
    this.#jobs.clear();
    this.#trainings.clear();
    this.#people.clear();
    return text + beat;
  }
}
