import type { Engine } from '../../state/engine.svelte.ts';
import type { Review } from '../review/review.svelte.ts';

export interface Opening {
  readonly engine: Engine;
  readonly review: Review;
}

/** Opens a folder below a root. Verdicts on the former dataset are sent first: they would not be known in the new one. */
export async function openFolder({ engine, review }: Opening, root: string, path: string): Promise<void> {
  await review.queue.idle();
  await engine.api.openFolder(root, path);
  await show({ engine, review });
}

export async function openDemo({ engine, review }: Opening): Promise<void> {
  await review.queue.idle();
  await engine.api.openDemo();
  await show({ engine, review });
}

async function show({ engine, review }: Opening): Promise<void> {
  review.reset();
  await engine.load();
}
