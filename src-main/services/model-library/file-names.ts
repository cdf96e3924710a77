/** Which files of a repository make a CLIP that Tagmask opens. */
import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';

export const neededFiles = ['config.json', 'preprocessor_config.json'] as const;
/** Either one file or two. */
export const tokenizerFiles = [['tokenizer.json'], ['vocab.json', 'merges.txt']] as const;
/** tagmask.json has what a model is calibrated for. */
export const optionalFiles = ['tokenizer_config.json', 'tagmask.json'] as const;
/** The first that there is. The order is that of safety and speed: safetensors hold nothing but tensors. */
export const weightFiles = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
] as const;

export const isIndex = (name: string): boolean => name.endsWith('.index.json');

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });
/** A shard is a file beside its index: a name with a path in it could be written anywhere. */
const shardName = /^[\w][\w.-]{0,150}\.(?:safetensors|bin)$/;
const mostShards = 1000;

/** The files that an index of weights names, each once. @throws TagmaskError `bad-index` */
export function readShardNames(index: string, text: string): string[] {
  const badIndex = (why: string): TagmaskError =>
    new TagmaskError('input', 'bad-index', `${index} ${why}: pull the model from elsewhere.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badIndex('is not JSON');
  }
  const parsed = indexSchema.safeParse(value);
  if (!parsed.success) throw badIndex('does not say where its tensors are');
  const names = [...new Set(Object.values(parsed.data.weight_map))].sort();
  const bad = names.find((name) => !shardName.test(name));
  if (bad !== undefined) throw badIndex(`names the file "${bad}", which is not one beside it`);
  if (names.length === 0 || names.length > mostShards) throw badIndex(`names ${names.length} files`);
  return names;
}
