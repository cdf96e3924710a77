import type { FloatTensor } from '../runtime/session.ts';
import type { Moments } from './adamw.ts';

/** The trained tensors by the names of the graph's inputs. A training changes their data in place. */
export type Parameters = Readonly<Record<string, FloatTensor>>;

/** All that the next step depends on, beside the plan and the data. */
export interface TrainingState {
  /** Steps done. */
  step: number;
  readonly parameters: Parameters;
  readonly moments: Readonly<Record<string, Moments>>;
}

export function createState(parameters: Parameters): TrainingState {
  const moments = Object.entries(parameters).map(([name, { data }]) => {
    const zeros = (): Float32Array => new Float32Array(data.length);
    return [name, { first: zeros(), second: zeros() }] as const;
  });
  return { step: 0, parameters, moments: Object.fromEntries(moments) };
}

/** Every tensor of a state under a name of its own, in an order that is always the same. */
export function tensorsOfState({ parameters, moments }: TrainingState): Record<string, FloatTensor> {
  const tensors: Record<string, FloatTensor> = {};
  for (const [name, { data, shape }] of Object.entries(parameters)) {
    const { first, second } = moments[name] ?? { first: new Float32Array(), second: new Float32Array() };
    tensors[`parameter.${name}`] = { data, shape };
    tensors[`first-moment.${name}`] = { data: first, shape };
    tensors[`second-moment.${name}`] = { data: second, shape };
  }
  return tensors;
}
