import { TagmaskError } from '../errors.ts';

/** What is wrong with a file of weights: the sentence begins with the file. */
export class WeightsError extends TagmaskError {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super('input', 'bad-weights', `${file}: ${why}`, options);
  }
}
