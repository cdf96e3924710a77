/**
 * An inference process: (picture, captions, parameters) in, scores and heat maps out. It has no project and keeps no
 * state but the loaded model, so it can be killed at any time.
 */
import { TagmaskError } from '../../models/errors.ts';
import { describeDevice } from '../../models/runtime/devices.ts';
import type {
  FromInference,
  InferenceError,
  InferenceInit,
  InferenceUnit,
  ToInference,
} from '../services/prelabel-protocol.ts';
import { Scorer } from '../services/scorer.ts';

// Ctrl-C reaches the whole process group: the engine decides when this process ends, or the run would blame its pictures.
process.on('SIGINT', () => undefined);
// An engine that died cannot stop us: its end of the channel closes.
process.on('disconnect', () => process.exit(0));

let scorer: Scorer | undefined;
/** The model takes one picture at a time, in the order of the units. */
let turn = Promise.resolve();

process.on('message', (message: ToInference) => {
  if (message.type === 'init') void open(message.init);
  else queue(message.unit);
});

async function open({ model, ...options }: InferenceInit): Promise<void> {
  try {
    const opened = await Scorer.open(model.folder, options);
    if (opened.info.sha256 !== model.sha256) throw changed(model.folder);
    scorer = opened;
    answer({ type: 'ready', device: describeDevice(opened.info.device) });
  } catch (error) {
    answer({ type: 'refused', error: describe(error) });
  }
}

function changed(folder: string): TagmaskError {
  return new TagmaskError(
    'conflict',
    'model-changed',
    `The weights in ${folder} are no longer those that this run began with. Start a new run.`,
  );
}

/** Decodes at once and scores in turn, so that the next pictures are ready when the model is; the engine bounds how many there are. */
function queue({ pictureId, file, captions }: InferenceUnit): void {
  const model = scorer;
  if (!model) throw new Error('a unit came before the model was ready');
  const reading = model.read(file);
  // Its error is reported in its turn; until then it must not count as unhandled.
  reading.catch(() => undefined);
  turn = turn.then(async () => {
    try {
      const scores = await model.scoreInput(await reading, captions);
      answer({ type: 'scored', pictureId, scores });
    } catch (error) {
      answer({ type: 'failed', pictureId, error: describe(error) });
    }
  });
}

function answer(message: FromInference): void {
  // An engine that has just died cannot be told anything; `disconnect` follows.
  process.send?.(message, undefined, {}, () => undefined);
}

function describe(error: unknown): InferenceError {
  if (error instanceof TagmaskError) return { code: error.code, message: error.message };
  return { code: 'inference-failed', message: error instanceof Error ? error.message : String(error) };
}
