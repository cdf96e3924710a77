/**
 * A training process. All that has to outlive it is on disk, as checkpoints, so it can be killed at any time; asked to stop it saves what it
 * has first.
 */
import { TagmaskError } from '../../models/errors.ts';
import { takeModelLock } from '../services/model-library/model-lock.ts';
import { trainTtd } from '../services/train-ttd/train-ttd.ts';
import { rememberCurve } from '../services/trainings/curves.ts';
import type { FromTraining, ToTraining, TrainingInit } from '../services/trainings/protocol.ts';
import { describeFailure } from '../services/worker-thread.ts';

// Ctrl-C reaches the whole process group: the engine says when this process is to stop.
process.on('SIGINT', () => undefined);
// An engine that died cannot stop us, and the next one goes on from the last checkpoint.
process.on('disconnect', () => process.exit(0));

const stop = new AbortController();

process.on('message', (message: ToTraining) => {
  if (message.type === 'stop') stop.abort();
  else void work(message.init);
});

async function work({ name, ...training }: TrainingInit): Promise<void> {
  const release = name === null ? () => undefined : takeModelLock(name);
  try {
    if (release === null) throw taken(name);
    const { out } = training;
    const result = await trainTtd({
      ...training,
      signal: stop.signal,
      onProgress: (progress) => {
        if (name !== null) rememberCurve(out, progress);
        say({ type: 'progress', progress });
      },
      onWarning: (sentence) => say({ type: 'warning', sentence }),
    });
    say({ type: 'done', result, memory: process.resourceUsage().maxRSS * 1024 });
  } catch (error) {
    say({ type: 'failed', error: describeFailure(error, 'training-failed') });
  } finally {
    release?.();
    process.disconnect();
  }
}

function taken(name: string | null): TagmaskError {
  return new TagmaskError('conflict', 'training-elsewhere', `Another Tagmask fetches, removes or trains a model of the name ${name}: wait for its end, or choose another name.`); // prettier-ignore
}

function say(message: FromTraining): void {
  // An engine that has just died cannot be told anything; `disconnect` follows.
  process.send?.(message, undefined, {}, () => undefined);
}
