const KEYLESS: readonly string[] = ['button', 'checkbox', 'radio', 'range', 'reset', 'submit'];

/** Whether a press goes into a field, where it is text and no command. */
export function isTyping({ target }: Pick<Event, 'target'>): boolean {
  if (target instanceof HTMLInputElement) return !KEYLESS.includes(target.type);
  return target instanceof HTMLElement && target.closest('textarea, select, [contenteditable]') !== null;
}
