/** What the API says of evaluations. This file has types only. */
import type { DatasetEvaluation } from './evaluate-dataset.ts';

/** A line of the list of results. */
export interface EvaluationSummary {
  readonly id: string;
  /** When it began, and how long it took. */
  readonly at: number;
  readonly seconds: number;
  readonly model: DatasetEvaluation['model'];
  readonly preset: DatasetEvaluation['preset'];
  readonly tau: number;
  readonly pictures: number;
  /** Verdicts since it began: it knows nothing of them. */
  readonly verdictsSince: number;
}

/** `GET /api/evaluations` */
export interface EvaluationsView {
  /** Pictures in which somebody has accepted or rejected a word of a caption. */
  readonly reviewedPictures: number;
  /** Newest first. */
  readonly evaluations: readonly EvaluationSummary[];
}

/** `GET /api/evaluations/:id` */
export interface EvaluationView extends EvaluationSummary {
  readonly evaluation: DatasetEvaluation;
}

export type { DatasetEvaluation } from './evaluate-dataset.ts';
export type {
  EvaluationMethod,
  MethodBias,
  ReliabilityBin,
  ScoreReport,
  SingleTagBias,
  TagExample,
  TagRow,
  TauPoint,
} from '../../../models/evaluation/index.ts';
