import type { EngineEvent } from '../../src-main/services/types.ts';

export interface EventStreamOptions {
  /** Opens the stream; rejects or answers with a failure while the engine is away. */
  readonly open: (signal: AbortSignal) => Promise<Response>;
  readonly onEvent: (event: EngineEvent) => void;
  /** The stream stands (again): whatever happened before has to be asked for. */
  readonly onOpen: () => void;
  readonly onAway: () => void;
  /** How long to wait before the next attempt, by the number of failed ones. */
  readonly pause?: (attempt: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Follows the engine's events until the signal aborts, and comes back by itself after every break. It reads the
 * stream with fetch instead of EventSource: EventSource gives up for good on an answer such as 502, which is what
 * the desktop's pipe says while the engine restarts.
 */
export async function followEvents(options: EventStreamOptions, signal: AbortSignal): Promise<void> {
  const pause = options.pause ?? waitLonger;
  let attempt = 0;
  while (!signal.aborted) {
    try {
      const response = await options.open(signal);
      if (response.ok && response.body !== null) {
        attempt = 0;
        options.onOpen();
        for await (const data of readEventData(response.body)) options.onEvent(parseEvent(data));
      }
    } catch (error) {
      // A broken stream is what this loop is for; anything else is a fault of ours and must be seen.
      if (!isBreak(error)) throw error;
    }
    if (isAborted(signal)) return;
    options.onAway();
    await pause(attempt, signal);
    attempt += 1;
  }
}

/** The `data` of each event of a `text/event-stream` body (WHATWG HTML, 9.2.6), comments and names left out. */
export async function* readEventData(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).replace(/^ /, ''));
      if (data.length > 0 && data.join('') !== '') yield data.join('\n');
    }
  }
}

function parseEvent(data: string): EngineEvent {
  // The engine is the only one who writes here, and it is typed by the same file.
  return JSON.parse(data) as EngineEvent;
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function isBreak(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof DOMException && (error.name === 'AbortError' || error.name === 'NetworkError'))
  );
}

async function waitLonger(attempt: number, signal: AbortSignal): Promise<void> {
  const milliseconds = Math.min(5000, 250 * 2 ** attempt);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
