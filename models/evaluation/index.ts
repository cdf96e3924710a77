export { evaluate } from './evaluate.ts';
export type { EvaluationOptions, EvaluationReport } from './evaluate.ts';
export type { JudgedPicture, KnownCaption, KnownWord } from './judged-picture.ts';
export { evaluationMethods, PictureCounts } from './picture-counts.ts';
export type { EvaluationMethod, PictureAnswer, PictureReport } from './picture-counts.ts';
export type { JudgedCaption, JudgedWord } from './scene.ts';
export { methods } from './tag-counts.ts';
export type { Method } from './tag-counts.ts';
