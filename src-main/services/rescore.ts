import type { JobRegistry } from './jobs.ts';
import type { Prelabeler } from './prelabel.ts';
import type { ActionResult } from './types.ts';

/**
 * Queues the pictures whose words a step has edited, to be scored once more. The step is stored by then, so a failure here
 * must not be its answer: it shows as a failed job of its own, which can be tried again.
 */
export function rescoreEdited(
  { prelabeler, jobs }: { readonly prelabeler: Prelabeler; readonly jobs: JobRegistry },
  { edited = [] }: Pick<ActionResult, 'edited'>,
): void {
  for (const { pictureId } of edited) {
    try {
      prelabeler.rescore(pictureId);
    } catch {
      // The job's first attempt says what is wrong, unless that has passed already.
      jobs.startOnce({
        ...{ id: `rescore-${pictureId}`, kind: 'prelabel', title: 'Score the edited words', canRetry: true },
        work: () => Promise.resolve().then(() => prelabeler.rescore(pictureId)),
      });
    }
  }
}
