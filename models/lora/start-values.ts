import { createUniform, deriveSeed } from '../random.ts';
import type { FloatTensor } from '../runtime/session.ts';
import type { LoraLayer } from './add-lora.ts';

/**
 * What training starts from, by input name: A uniform in ±1/√in, B zero, so that the network computes what it did before. That is
 * PEFT's `kaiming_uniform_(a=√5)`: its bound √(6 / ((1 + 5)·in)). Each tensor has numbers of its own, drawn from the seed and its name.
 */
export function drawLora(layers: readonly LoraLayer[], seed: number): Record<string, FloatTensor> {
  const tensors: Record<string, FloatTensor> = {};
  for (const { a, b } of layers) {
    const [rank = 0, inputs = 0] = a.shape.map(Number);
    const uniform = createUniform(deriveSeed(seed, a.attributes.name));
    const bound = 1 / Math.sqrt(inputs);
    const drawn = Float32Array.from({ length: rank * inputs }, () => uniform() * bound);
    tensors[a.attributes.name] = { data: drawn, shape: [rank, inputs] };
    const [outputs = 0] = b.shape.map(Number);
    tensors[b.attributes.name] = { data: new Float32Array(outputs * rank), shape: [outputs, rank] };
  }
  return tensors;
}
