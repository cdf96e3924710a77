import { noPreview } from './tool.ts';
import type { Tool } from './tool.ts';

export function makeClick(): Tool {
  const nothing = () => undefined;
  return {
    cursor: 'cross',
    needsPicture: true,
    down: nothing,
    move: nothing,
    up: nothing,
    cancel: nothing,
    hasDraft: () => false,
    preview: () => noPreview,
  };
}
