import { TagmaskError } from '../../../models/errors.ts';
import { weightsNames } from '../../../models/clip/weights-file.ts';

/** Smaller versions beside the full one. */
const version = /(_fp16|_int8|_uint8|_quantized|_q4|_q4f16|_bnb4|\.quant)\.onnx$/;
const place = /^(?:onnx\/)?[\w][\w.-]*\.onnx$/;

/** A CLIP may have come as graphs too, which nothing here opens. */
const hint = /encoder|decoder|sam/i;

/**
 * The encoder and the decoder of a repository that has a Segment Anything model; null where it has a CLIP's weights, or nothing that looks like
 * one. Before they are here only their names tell: what they really are is looked at afterwards.
 * @throws TagmaskError `halves-unclear`
 */
export function chooseSegmentFiles(names: readonly string[], source: string): readonly string[] | null {
  if (weightsNames.some((name) => names.includes(name))) return null;
  const graphs = names.filter((name) => place.test(name));
  const full = graphs.filter((name) => !version.test(name));
  const decoders = full.filter((name) => /decoder/i.test(name));
  const encoders = full.filter((name) => /encoder/i.test(name) && !decoders.includes(name));
  if (encoders.length === 1 && decoders.length === 1) return [...encoders, ...decoders];
  if (full.length === 2) return full;
  if (!graphs.some((name) => hint.test(name))) return null;
  throw new TagmaskError('input', 'halves-unclear', `${source} has ${graphs.join(', ')}, and it is not clear which two of them are the encoder and the decoder of one model: download those two into a folder and pull that.`); // prettier-ignore
}
