/** What a folder has in place of a file that we read, and how Hugging Face's own library makes the one of the other. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

interface Conversion {
  readonly from: string;
  readonly make: (folder: string) => string;
}

const tokenizer = (folder: string): string =>
  `CLIPTokenizerFast.from_pretrained(${folder}).save_pretrained(${folder})`;
const weights =
  (origin: string) =>
  (folder: string): string =>
    `CLIPModel.from_pretrained(${folder}, ${origin}=True).save_pretrained(${folder})`;

const conversions: ReadonlyMap<string, readonly Conversion[]> = new Map([
  ['tokenizer.json', [{ from: 'vocab.json', make: tokenizer }]],
  [
    'model.safetensors',
    [
      { from: 'tf_model.h5', make: weights('from_tf') },
      { from: 'flax_model.msgpack', make: weights('from_flax') },
    ],
  ],
]);

/** A sentence for a file that is not in the folder, or undefined where nothing there can become it. */
export function describeConversion(folder: string, name: string): string | undefined {
  const found = conversions.get(name)?.find(({ from }) => existsSync(join(folder, from)));
  if (found === undefined) return undefined;
  const call = found.make(JSON.stringify(folder));
  return `there is ${found.from}, but no ${name}; Python's transformers makes it: ${call}.`;
}
