import type { KeyPress } from '../../../../src-renderer/features/keys/stroke.ts';

/** A press of a key as a page sees it. */
export const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});
