/**
 * One half of a model for clicking: the encoder turns a picture into an embedding, the decoder keeps the last few and turns prompts into masks.
 * ONNX Runtime holds its thread up while it computes, so each half has a process, and neither is the engine's.
 */
import { TagmaskError } from '../../models/errors.ts';
import { encodeMask } from '../../models/masks/index.ts';
import {
  Decoder,
  Encoder,
  findModelFiles,
  frameOf,
  SegmentedPicture,
} from '../../models/segment-anything/index.ts';
import type { ModelFiles } from '../../models/segment-anything/index.ts';
import { decodeRgb } from '../media/decode.ts';
import type { CallName, FromHalf, HalfCalls, ToHalf } from '../services/segment/protocol.ts';
import { describeFailure } from '../services/worker-thread.ts';

// Ctrl-C reaches the whole process group: the engine decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

type Asks<Name extends CallName> = HalfCalls[Name]['asks'];
type Answers<Name extends CallName> = HalfCalls[Name]['answers'];

/** Of all embeddings that are kept: seven of SAM 2's, thirty of SAM's. */
const mostBytes = 128 * 1024 * 1024;

let encoder: { readonly files: ModelFiles; readonly half: Encoder } | null = null;
let decoder: Decoder | null = null;
/** The one that was used last is last. */
const pictures = new Map<string, SegmentedPicture>();

async function open({ folder, half, threads }: Asks<'open'>): Promise<null> {
  const files = await findModelFiles(folder);
  if (half === 'encoder') encoder = { files, half: await Encoder.open(files, threads) };
  else decoder = await Decoder.open(files, threads);
  return null;
}

async function encode({ file, size }: Asks<'encode'>): Promise<Answers<'encode'>> {
  if (encoder === null) throw notOpen();
  const { resized } = frameOf(size, encoder.files);
  // As the models were trained: bilinear, over all pixels that one of the smaller picture covers.
  const rgb = await decodeRgb(file, resized, 'linear');
  return encoder.half.encode({ rgb, ...resized });
}

function keep({ key, size, embedding }: Asks<'keep'>): Answers<'keep'> {
  if (decoder === null) throw notOpen();
  pictures.delete(key);
  pictures.set(key, new SegmentedPicture(decoder, embedding, size));
  let bytes = 0;
  for (const [name, picture] of [...pictures].reverse()) {
    bytes += picture.bytes;
    if (bytes > mostBytes && name !== key) pictures.delete(name);
  }
  return [...pictures.keys()];
}

async function segment({ key, prompts }: Asks<'segment'>): Promise<Answers<'segment'>> {
  const picture = pictures.get(key);
  if (picture === undefined)
    throw new TagmaskError('internal', 'not-prepared', `The picture ${key} was not prepared.`);
  pictures.delete(key);
  pictures.set(key, picture);
  const { mask, predictedIou } = await picture.segment(prompts);
  return { mask: encodeMask(mask), predictedIou };
}

const notOpen = (): TagmaskError =>
  new TagmaskError('internal', 'not-open', 'The model for clicking was not opened.');

function carryOut(message: ToHalf): Promise<Answers<CallName>> | Answers<CallName> {
  switch (message.call) {
    case 'open':
      return open(message.asks);
    case 'encode':
      return encode(message.asks);
    case 'keep':
      return keep(message.asks);
    case 'segment':
      return segment(message.asks);
  }
}

/** One call at a time, in their order. */
let turn = Promise.resolve();

process.on('message', (message: ToHalf) => {
  turn = turn.then(async () => {
    try {
      tell({ id: message.id, answer: await carryOut(message) });
    } catch (error) {
      tell({ id: message.id, failure: describeFailure(error, 'clicking-failed') });
    }
  });
});

function tell(message: FromHalf): void {
  process.send?.(message, undefined, {}, () => undefined);
}
