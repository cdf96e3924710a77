/** The first line of what a library says went wrong, without the place in its source that an assertion failed at. */
export function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/^\S+:\d+ .* was false\. /, '').replace(/[.\s]+$/, '');
}
