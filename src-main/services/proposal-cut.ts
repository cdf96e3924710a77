import { readCleanUp } from '../../db/queries/clean-up.ts';
import type { ProposalRow } from '../../db/queries/newest-proposals.ts';
import type { HeatCut, HeatMap } from '../../models/masks/index.ts';

/** How a proposal's own mask is cut from its heat map: what stands where a person has moved nothing. */
export const cutOf = ({ threshold, clean_up }: Pick<ProposalRow, 'threshold' | 'clean_up'>): HeatCut => ({
  ...{ threshold, cleanUp: readCleanUp(clean_up) },
});

export const heatOf = ({
  heat,
  heat_width,
  heat_height,
}: Pick<ProposalRow, 'heat' | 'heat_width' | 'heat_height'>): HeatMap => ({
  ...{ width: heat_width, height: heat_height, data: heat },
});
