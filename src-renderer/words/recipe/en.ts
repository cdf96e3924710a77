import { formatCount } from '../../format.ts';

/** How masks are made, and what is done to them after the threshold. */
export const recipe = {
  cleanUp: 'Clean-up',
  names: { smallestPart: 'Specks', fillHoles: 'Holes', smooth: 'Smooth' },
  about: {
    smallestPart: 'Connected parts below this size go, in thousandths of the picture',
    fillHoles: 'Holes up to this size are filled, in thousandths of the picture',
    smooth: 'Radius of the smoothing, in thousandths of the picture’s short side',
  },
  scales: (sides: string) => `sizes ${sides}`,
  mirrored: 'mirrored',
  window: (sides: string) => `windows of ${sides}×`,
  negatives: (count: number) => `${formatCount(count)} background words`,
  refine: { none: 'edges as they are', guided: 'guided filter', pamr: 'PAMR on edges' },
  stretched: 'stretched',
  steps: {
    smallestPart: (size: string) => `specks below ${size} go`,
    fillHoles: (size: string) => `holes up to ${size} filled`,
    smooth: (radius: string) => `smoothed by ${radius}`,
  },
};
