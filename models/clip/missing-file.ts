/** What a person can do about a file that a model's folder lacks. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const whole =
  'a model is a folder of a Hugging Face CLIP with config.json, preprocessor_config.json, tokenizer.json (or vocab.json and merges.txt) and ' +
  'model.safetensors (or several with model.safetensors.index.json, or pytorch_model.bin)';

/** Weights that we do not read, and what Hugging Face's library is told to read them. */
const otherWeights = [
  { name: 'tf_model.h5', option: 'from_tf=True' },
  { name: 'flax_model.msgpack', option: 'from_flax=True' },
];

/** The end of a sentence about a file that is not in the folder. */
export function describeMissing(folder: string, name: string): string {
  const other =
    name === 'model.safetensors'
      ? otherWeights.find((file) => existsSync(join(folder, file.name)))
      : undefined;
  if (other === undefined) return `there is no ${name}; ${whole}.`;
  const path = JSON.stringify(folder);
  const call = `CLIPModel.from_pretrained(${path}, ${other.option}).save_pretrained(${path})`;
  return `there is ${other.name}, but no ${name}; Python's transformers makes it: ${call}.`;
}
