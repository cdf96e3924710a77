/** A training's looks at its held-out pairs. */
import { TagmaskError } from '../../../models/errors.ts';
import type { Parameters } from '../../../models/train/index.ts';
import type { History } from './history.ts';
import { judge, type HeldOutEntry, type Judgement } from './judge.ts';
import type { Running } from './train-ttd.ts';

export interface WatchParts {
  readonly measure: (step: number) => Promise<HeldOutEntry>;
  /** Share of the words that step 1 chooses in some pairs that are trained on; null where people, or a tagger, choose. */
  readonly probe: () => Promise<number | null>;
  /** The present ones. */
  readonly parameters: Parameters;
  readonly history: History;
}

export class Watch {
  readonly #running: Running;
  readonly #parts: WatchParts;
  judgement: Judgement | null = null;

  constructor(running: Running, parts: WatchParts) {
    this.#running = running;
    this.#parts = parts;
  }

  get history(): History {
    return this.#parts.history;
  }

  /**
   * Measures where it is time, unless it was done before a restart.
   * @returns whether the training should stop
   * @throws TagmaskError `nothing-chosen`
   */
  async visit(step: number): Promise<boolean> {
    const { options, onProgress } = this.#running;
    const { measure, parameters, history } = this.#parts;
    const isDue = step % options.measureEvery === 0 || step === options.steps;
    if (isDue && !history.entries.some((entry) => entry.step === step)) {
      const entry = await measure(step);
      if (step === 0) await this.#checkStart(entry.chosen);
      const isBest = judge([...history.entries, entry], options)?.best === entry;
      await history.add(entry, isBest ? parameters : null);
      onProgress({ type: 'held-out', isBest, ...entry });
    }
    this.judgement = judge(history.entries, options);
    return this.judgement?.stop != null;
  }

  /** A choice that says nothing teaches nothing. Held-out pairs may be few, so others are asked before a training is refused. */
  async #checkStart(heldOut: number): Promise<void> {
    if (heldOut > 0 && heldOut < 1) return;
    if ((await this.#parts.probe()) !== heldOut) return;
    const { model, options, onWarning } = this.#running;
    const limits = `its floor is ${model.calibration.floor}, τ ${options.tau}`;
    if (heldOut === 1)
      return onWarning(`The model ${model.name} chooses every word of the captions (${limits}): nothing will be told apart. Captions of one word are like that; else take a higher τ.`); // prettier-ignore
    throw new TagmaskError(
      'input',
      'nothing-chosen',
      `The model ${model.name} chooses no word of the captions (${limits}), so there is nothing to learn from: calibrate it first ("tagmask models calibrate"), or take a lower τ.`,
    );
  }
}
