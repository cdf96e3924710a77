import { scoreImage, type ScoreReport } from '../../services/score-image.ts';
import { choiceOption, textOption, UsageError, type Command } from '../command.ts';
import { deviceNames } from '../../services/choices.ts';
import { printResult } from '../output.ts';

export const scoreCommand: Command = {
  usage: 'score IMAGE --caption TEXT [--model NAME|DIR] [--device D]',
  summary: 'Score the words of one caption on one picture',
  options: { caption: { type: 'string' }, model: { type: 'string' }, device: { type: 'string' } },
  arguments: [1, 1],
  run: async (invocation) => {
    const caption = textOption(invocation, 'caption');
    if (caption === undefined) throw new UsageError('--caption TEXT is needed.');
    const model = textOption(invocation, 'model');
    const device = choiceOption(invocation, 'device', deviceNames);
    const report = await scoreImage({
      image: invocation.positionals[0] ?? '',
      caption,
      ...(model === undefined ? {} : { model }),
      ...(device === undefined ? {} : { device }),
    });
    printResult(report, { json: invocation.json, text: describeScores(report) });
  },
};

function describeScores({ tags }: ScoreReport): string {
  if (tags.length === 0) return 'The caption has no words to score.';
  const width = Math.max(3, ...tags.map(({ tag }) => tag.length));
  const head = `  ${'tag'.padEnd(width)}  image   text    i+t     pixel   normalised`;
  const rows = tags.map((tag) => {
    const scores = [tag.image, tag.text, tag.image_text, tag.pixel, tag.normalised];
    const numbers = scores.map((score) => score.toFixed(3).padStart(6)).join('  ');
    return `${tag.relevant ? '✓' : ' '} ${tag.tag.padEnd(width)}  ${numbers}`;
  });
  return [head, ...rows].join('\n');
}
