import { captionStyles } from '../../../models/scenes/index.ts';
import { writeScenes, type ScenesReport } from '../../services/scenes.ts';
import {
  choiceOption,
  textOption,
  UsageError,
  wholeOption,
  type Command,
  type Invocation,
} from '../command.ts';
import { countOf, printResult } from '../output.ts';
import { showJob } from '../show-job.ts';

const leastSide = 32;
const mostSide = 2048;

export const scenesCommand: Command = {
  usage:
    'scenes --count N [--seed S] OUT [--size WxH] [--captions K] [--objects MIN-MAX] [--style names|plain|rich]',
  summary: 'Draw scenes with captions, true tags and exact masks, in the released layout',
  options: {
    count: { type: 'string' },
    seed: { type: 'string' },
    size: { type: 'string' },
    captions: { type: 'string' },
    objects: { type: 'string' },
    style: { type: 'string' },
  },
  arguments: [1, 1],
  run: async (invocation) => {
    const count = wholeOption(invocation, 'count', 1);
    if (count === undefined) throw new UsageError('--count N is needed: how many scenes.');
    const [width, height] = pairOption(invocation, 'size', {
      between: 'x',
      min: leastSide,
      max: mostSide,
    }) ?? [640, 480];
    const objects = pairOption(invocation, 'objects', { between: '-', min: 1, max: 5 });
    const style = choiceOption(invocation, 'style', captionStyles);
    const options = {
      count,
      seed: wholeOption(invocation, 'seed', 0) ?? 0,
      out: invocation.positionals[0] ?? '',
      size: { width, height },
      scene: {
        captions: wholeOption(invocation, 'captions', 1) ?? 1,
        ...(objects === undefined ? {} : { objects }),
        ...(style === undefined ? {} : { style }),
      },
    };
    const report = await showJob<ScenesReport>(
      (jobs) =>
        jobs.start({
          kind: 'export',
          title: 'Scenes',
          work: ({ signal, report: onProgress }) => writeScenes({ ...options, signal, onProgress }),
        }),
      { signal: invocation.signal, howToGoOn: 'The same command goes on from there.' },
    );
    printResult(report, {
      json: invocation.json,
      text: `${countOf(report.pictures, 'scene')} in ${report.out}`,
    });
  },
};

/** "640x480", "1-3" */
function pairOption(
  invocation: Invocation,
  name: string,
  { between, min, max }: { between: string; min: number; max: number },
): readonly [number, number] | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const [first, second, ...rest] = text
    .split(between)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  const fits = (value: number | undefined): value is number =>
    value !== undefined && value >= min && value <= max;
  if (fits(first) && fits(second) && rest.length === 0 && (between !== '-' || first <= second))
    return [first, second];
  throw new UsageError(
    `--${name} takes two numbers from ${min} to ${max} with "${between}" between them, not "${text}".`,
  );
}
