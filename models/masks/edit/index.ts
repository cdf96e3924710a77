/** What a mask editor does to pixels. Pure; the same in the window and in the engine. */
export { dilate, erode } from './grow-shrink.ts';
export { growToEdges } from './grow-to-edges.ts';
export type { EdgeBrush } from './grow-to-edges.ts';
export { fillHole, removeIsland } from './parts.ts';
export { findObject, segmentByClicks, studyPicture } from './segment.ts';
export type { Clicks, StudiedPicture } from './segment.ts';
export { selectSimilar } from './select-similar.ts';
export type { SimilarOptions } from './select-similar.ts';
export { fillPolygon, fillRectangle } from './shapes.ts';
export { paintStroke } from './stroke.ts';
export type { Brush, Point, RgbaPixels, StrokePoint } from './types.ts';
