export { RatioBootstrap } from './bootstrap.ts';
export type { Interval } from './bootstrap.ts';
export { boundaryF, boundaryTolerance } from './boundary.ts';
export { ignoredClass, SegmentationCounts } from './segmentation.ts';
export type { SegmentationRates } from './segmentation.ts';
export { averagePrecision, measureTags, TagTally } from './tag-metrics.ts';
export type { TagMetrics } from './tag-metrics.ts';
