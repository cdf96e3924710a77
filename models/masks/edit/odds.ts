export const squared = (value: number): number => value * value;
/** Log-odds to belief, 0…1. */
export const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));
export const logOdds = (belief: number): number => Math.log(belief / (1 - belief));
