import { TagmaskError } from '../../../models/errors.ts';
import { weightsNames } from '../../../models/clip/weights-file.ts';

/** Smaller versions beside the full one. */
const version = /(_fp16|_int8|_uint8|_quantized|_q4|_q4f16|_bnb4|\.quant)\.onnx$/;
const place = /^(?:onnx\/)?[\w][\w.-]*\.onnx$/;

/**
 * The encoder and the decoder of a repository that has a Segment Anything model; null where it has a CLIP's weights, or no graphs. Before they are
 * here only their names tell: what they really are is looked at afterwards.
 * @throws TagmaskError `halves-unclear`
 */
export function chooseSegmentFiles(names: readonly string[], source: string): [string, string] | null {
  if (weightsNames.some((name) => names.includes(name))) return null;
  const graphs = names.filter((name) => place.test(name));
  if (graphs.length === 0) return null;
  const full = graphs.filter((name) => !version.test(name));
  const decoders = full.filter((name) => /decoder/i.test(name));
  const encoders = full.filter((name) => /encoder/i.test(name) && !decoders.includes(name));
  const [encoder, decoder] =
    encoders.length === 1 && decoders.length === 1 ? [...encoders, ...decoders] : full;
  if (encoder !== undefined && decoder !== undefined && (encoders.length === 1 || full.length === 2))
    return [encoder, decoder];
  throw new TagmaskError('input', 'halves-unclear', `${source} has ${graphs.join(', ')}, and it is not clear which two of them are the encoder and the decoder of one model: download those two into a folder and pull that.`); // prettier-ignore
}
