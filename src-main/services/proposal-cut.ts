import { readCleanUp } from '../../db/queries/clean-up.ts';
import { readHeat } from '../../db/queries/heat.ts';
import type { ProposalRow } from '../../db/queries/newest-proposals.ts';
import type { HeatCut, HeatMap } from '../../models/masks/index.ts';

/** How a proposal's own mask is cut from its heat map: what stands where a person has moved nothing. */
export const cutOf = ({ threshold, clean_up }: Pick<ProposalRow, 'threshold' | 'clean_up'>): HeatCut => ({
  ...{ threshold, cleanUp: readCleanUp(clean_up) },
});

export const heatOf = ({
  heat,
  heat_width: width,
  heat_height: height,
}: Pick<ProposalRow, 'heat' | 'heat_width' | 'heat_height'>): HeatMap => readHeat(heat, { width, height });
