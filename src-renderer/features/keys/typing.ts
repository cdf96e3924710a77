const KEYLESS: readonly string[] = ['button', 'checkbox', 'radio', 'range', 'reset', 'submit'];

/** Whether a press goes into a field, where it is text and no command. */
export function isTyping({ target }: Pick<Event, 'target'>): boolean {
  if (target instanceof HTMLInputElement) return !KEYLESS.includes(target.type);
  return target instanceof HTMLElement && target.closest('textarea, select, [contenteditable]') !== null;
}

/** Whether a control on the way of a press wants it for itself: fields all of them, sliders and buttons their own. */
export function isForControl(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, select, [contenteditable]') !== null) return true;
  const isSlider = target instanceof HTMLInputElement && target.type === 'range';
  // A slider keeps its arrows, everything else is for the screen; other inputs keep everything.
  if (isSlider) return event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End';
  if (target instanceof HTMLInputElement) return true;
  return target.matches('button, a') && (event.key === ' ' || event.key === 'Enter');
}
