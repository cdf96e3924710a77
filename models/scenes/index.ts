export { captionStyles } from './captions/write-caption.ts';
export type { CaptionStyle } from './captions/write-caption.ts';
export { sceneSeed } from './dice.ts';
export { drawScene } from './draw-scene.ts';
export type { Scene, SceneCaption, SceneObject, SceneOptions } from './draw-scene.ts';
export { kinds } from './kinds/index.ts';
export { settings } from './settings/index.ts';
export type { TrueWord } from './truth.ts';
