export { evaluate } from './evaluate.ts';
export type { EvaluationOptions, EvaluationReport } from './evaluate.ts';
export type { JudgedCaption, JudgedWord } from './scene.ts';
export { methods } from './tag-counts.ts';
export type { Method } from './tag-counts.ts';
