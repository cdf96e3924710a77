/**
 * What the tokenizer.json of a stranger may do to a text. Its steps are programs: an expression such as `(a+)+$` does not come to an
 * end on the right caption, and forty replacements of a letter by two fill the memory. So only steps that take time and room in
 * proportion to the text are taken, and of expressions only the known ones.
 */
import { z } from 'zod';

/** How CLIP cuts a text into words (openai/CLIP, simple_tokenizer.py), as Hugging Face's library writes it. */
export const clipSplitPattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;
export const spacesPattern = String.raw`\s+`;

const knownPatterns = [
  clipSplitPattern,
  String.raw`<\|startoftext\|>|<\|endoftext\|>|${clipSplitPattern}`,
  // GPT-2's, which the byte-level step has built in as well.
  String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  spacesPattern,
] as const;

/** Each step may make a text a few times longer, and no tokenizer of a CLIP has more than three. */
const mostSteps = 8;

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? 'nothing';

const pattern = z.union(
  [
    z.looseObject({ Regex: z.enum(knownPatterns), String: z.undefined().optional() }),
    z.looseObject({ String: z.string().min(1), Regex: z.undefined().optional() }),
  ],
  {
    error: ({ input }) => `${shown(input)} is no expression of a CLIP's tokenizer, and others may never end`,
  },
);

const steps = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.looseObject({ type: z.enum(names) });

const plainNormaliser = steps([
  'NFC',
  'NFD',
  'NFKC',
  'NFKD',
  'Lowercase',
  'StripAccents',
  'Strip',
  'BertNormalizer',
]);
const replacement = z.looseObject({
  type: z.literal('Replace'),
  pattern,
  content: z.string().max(1, 'a replacement of one character at most is needed'),
});
const normaliserStep = z.discriminatedUnion('type', [plainNormaliser, replacement]);
const normaliserSteps = z.looseObject({
  type: z.literal('Sequence'),
  normalizers: z.array(normaliserStep).max(mostSteps),
});

const plainSplitter = steps([
  'ByteLevel',
  'Whitespace',
  'WhitespaceSplit',
  'Punctuation',
  'Digits',
  'BertPreTokenizer',
]);
const split = z.looseObject({ type: z.literal('Split'), pattern });
const splitterStep = z.discriminatedUnion('type', [plainSplitter, split]);
const splitterSteps = z.looseObject({
  type: z.literal('Sequence'),
  pretokenizers: z.array(splitterStep).max(mostSteps),
});

export const tokenizerSchema = z.looseObject({
  normalizer: z.discriminatedUnion('type', [normaliserStep, normaliserSteps]).nullish(),
  pre_tokenizer: z.discriminatedUnion('type', [splitterStep, splitterSteps]).nullish(),
  /** Ids are all that is wanted of a tokenizer: what puts texts together again is not looked at, and not used. */
  decoder: z.unknown().transform(() => null),
  model: z.looseObject({ type: z.literal('BPE') }),
});
