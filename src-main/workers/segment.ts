/**
 * One half of a model for clicking: the encoder turns a picture into an embedding, the decoder keeps the last few and turns prompts into masks.
 * ONNX Runtime holds its thread up while it computes, so each half has a process, and neither is the engine's; the decoder's starts the
 * encoder's.
 */
import { TagmaskError } from '../../models/errors.ts';
import { encodeMask } from '../../models/masks/index.ts';
import { defaultThreads } from '../../models/runtime/onnx.ts';
import {
  Decoder,
  Encoder,
  findModelFiles,
  frameOf,
  SegmentedPicture,
} from '../../models/segment-anything/index.ts';
import type { ModelFiles } from '../../models/segment-anything/index.ts';
import { decodeRgb } from '../media/decode.ts';
import { HalfProcess } from '../services/segment/half-process.ts';
import { KeptPictures } from '../services/segment/kept-pictures.ts';
import type { CallName, FromHalf, HalfCalls, ToHalf } from '../services/segment/protocol.ts';
import { describeFailure } from '../services/worker-thread.ts';

type Asks<Name extends CallName> = HalfCalls[Name]['asks'];
type Answers<Name extends CallName> = HalfCalls[Name]['answers'];

/** Of all embeddings that are kept: seven of SAM 2's, thirty of SAM's. */
const mostBytes = 128 * 1024 * 1024;

let encoder: { readonly files: ModelFiles; readonly half: Encoder } | null = null;
let decoder: { readonly folder: string; readonly half: Decoder } | null = null;
/** The encoder's process, as the decoder's knows it. */
let child: HalfProcess | null = null;
let isEncoding = false;
let isLeft = false;
const pictures = new KeptPictures<SegmentedPicture>(mostBytes);

function end(): void {
  child?.stop();
  process.exit(0);
}
// Ctrl-C reaches the whole process group: the engine decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', end);
process.on('disconnect', end);

async function open({ folder, half, threads }: Asks<'open'>): Promise<null> {
  const files = await findModelFiles(folder);
  if (half === 'encoder') encoder = { files, half: await Encoder.open(files, threads) };
  else decoder = { folder, half: await Decoder.open(files, threads) };
  return null;
}

async function encode({ file, size }: Asks<'encode'>): Promise<Answers<'encode'>> {
  if (encoder === null) throw notOpen();
  const { resized } = frameOf(size, encoder.files);
  // As the models were trained: bilinear, over all pixels that one of the smaller picture covers.
  const rgb = await decodeRgb(file, resized, 'linear');
  return encoder.half.encode({ rgb, ...resized });
}

async function prepare({ key, file, size }: Asks<'prepare'>): Promise<Answers<'prepare'>> {
  if (decoder === null) throw notOpen();
  isLeft = false;
  if (child?.isAlive !== true)
    child = new HalfProcess({ folder: decoder.folder, half: 'encoder', threads: defaultThreads() });
  const half = await child.opened;
  // One that has just been loaded is worth keeping.
  if (isLeft) throw new TagmaskError('conflict', 'gone-on', `Nobody waits for ${file} any more.`);
  isEncoding = true;
  try {
    const embedding = await half.ask('encode', { file, size });
    pictures.keep(key, new SegmentedPicture(decoder.half, embedding, size));
    return pictures.keys;
  } finally {
    isEncoding = false;
  }
}

function stop(): null {
  isLeft = true;
  if (isEncoding) child?.stop();
  return null;
}

async function segment({ key, prompts }: Asks<'segment'>): Promise<Answers<'segment'>> {
  const picture = pictures.get(key);
  if (picture === undefined)
    throw new TagmaskError('internal', 'not-prepared', `The picture ${key} was not prepared.`);
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
    case 'prepare':
      return prepare(message.asks);
    case 'stop':
      return stop();
    case 'segment':
      return segment(message.asks);
  }
}

async function answer(message: ToHalf): Promise<void> {
  try {
    tell({ id: message.id, answer: await carryOut(message) });
  } catch (error) {
    tell({ id: message.id, failure: describeFailure(error, 'clicking-failed') });
  }
}

/** What this process computes itself, one after the other. */
let turn = Promise.resolve();

process.on('message', (message: ToHalf) => {
  if (message.call === 'prepare' || message.call === 'stop') void answer(message);
  else turn = turn.then(() => answer(message));
});

function tell(message: FromHalf): void {
  process.send?.(message, undefined, {}, () => undefined);
}
