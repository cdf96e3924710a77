import { noCleanUp } from '../masks/cut-heat.ts';
import type { CleanUp } from '../masks/cut-heat.ts';

/** How masks are made of what a model sees, beside w, b and the threshold: the same for every word, and recorded with a run. */
export interface MaskRecipe {
  /** Sides of further looks at the picture, as multiples of the first; their heat maps are averaged with its own. */
  readonly scales: readonly number[];
  /** Each look once more from the mirror. */
  readonly mirrored: boolean;
  /** Looks go through square windows of so many times the model's own side, half a window apart, where they are larger; 0: as wholes. */
  readonly window: number;
  /** Words for what surrounds things, which compete with the tags for every patch. */
  readonly negatives: readonly string[];
  /** What brings heat maps to the picture's edges. */
  readonly refine: RefineName;
  /** A relevant tag's map is stretched over 0…1: N(M) = (M − min)/(max − min), since models differ more in how sure they are than in where. */
  readonly stretched: boolean;
  /** What is done to a mask after the threshold, unless a person moves it: like the threshold it decides on masks, not on heat maps. */
  readonly cleanUp: CleanUp;
}

export type RefineName = 'none' | 'guided' | 'pamr';

/** M of the patches as they are: what runs did that recorded no recipe. */
export const plainRecipe: MaskRecipe = {
  scales: [],
  mirrored: false,
  window: 0,
  negatives: [],
  refine: 'none',
  stretched: false,
  cleanUp: noCleanUp,
};

/** What surrounds things in most pictures; what is often a thing itself (tree, building, table) is left out. */
export const commonNegatives: readonly string[] = [
  ...['sky', 'cloud', 'wall', 'floor', 'ceiling', 'ground', 'grass', 'field', 'sand', 'snow'],
  ...['water', 'sea', 'river', 'road', 'street', 'mountain', 'hill', 'forest'],
];
