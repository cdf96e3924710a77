import type { EngineEvent } from '../../../src-main/services/types.ts';

/** Calls back with each event of the stream until it ends or is aborted. */
export async function readEventData(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: EngineEvent) => void,
): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines)
        if (line.startsWith('data: ')) onEvent(JSON.parse(line.slice(6)) as EngineEvent);
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}
