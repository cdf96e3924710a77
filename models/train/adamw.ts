/**
 * AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2), with the bias corrections and the place of ε that PyTorch has, so that learning
 * rates carry over. All in place: a step allocates nothing.
 */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** λ: each step takes rate·λ of a parameter away, apart from the gradient. */
  readonly weightDecay: number;
}

export const defaultAdamW: AdamWSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** One tensor with its moving averages of the gradient and of its square. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface AdamWStep extends AdamWSettings {
  /** η of this step. */
  readonly rate: number;
  /** t, from 1. */
  readonly step: number;
  /** What the gradient is multiplied with first: the factor that clipping found. */
  readonly gradientScale: number;
}

export interface AdamWTensor {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly moments: Moments;
}

/** Changes parameter and moments: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − ηλp − η·m̂/(√v̂ + ε). */
export function applyAdamW({ parameter, gradient, moments }: AdamWTensor, settings: AdamWStep): void {
  const { beta1, beta2, epsilon, weightDecay, rate, step, gradientScale } = settings;
  const { first, second } = moments;
  const kept = 1 - rate * weightDecay;
  const stepSize = rate / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  for (let index = 0; index < parameter.length; index++) {
    const slope = (gradient[index] ?? 0) * gradientScale;
    const mean = beta1 * (first[index] ?? 0) + (1 - beta1) * slope;
    const square = beta2 * (second[index] ?? 0) + (1 - beta2) * slope * slope;
    first[index] = mean;
    second[index] = square;
    const update = (stepSize * mean) / (Math.sqrt(square) * correction + epsilon);
    parameter[index] = (parameter[index] ?? 0) * kept - update;
  }
}
