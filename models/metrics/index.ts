export { ignoredClass, SegmentationCounts } from './segmentation.ts';
export type { SegmentationRates } from './segmentation.ts';
export { averagePrecision, measureTags } from './tag-metrics.ts';
export type { TagMetrics } from './tag-metrics.ts';
