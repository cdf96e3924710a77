import { TagmaskError } from '../../models/errors.ts';

/** What a person is told of an error: its own sentence, or that the fault is ours. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TagmaskError) return error.message;
  return `Something inside Tagmask failed: ${error instanceof Error ? error.message : String(error)}`;
}
