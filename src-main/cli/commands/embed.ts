import { embed } from '../../services/embed.ts';
import { choiceOption, textListOption, textOption, UsageError, type Command } from '../command.ts';
import { denseNames, deviceNames } from '../../services/choices.ts';
import { printResult } from '../output.ts';

export const embedCommand: Command = {
  usage:
    'embed [--model NAME|DIR] [--text T …] [--image F …] [--pixels F.safetensors#KEY] [--dense NAME] --out F.safetensors',
  summary: 'Write the embeddings of texts and pictures as they come out of the model',
  options: {
    model: { type: 'string' },
    text: { type: 'string', multiple: true },
    image: { type: 'string', multiple: true },
    pixels: { type: 'string' },
    dense: { type: 'string' },
    device: { type: 'string' },
    out: { type: 'string' },
  },
  arguments: [0, 0],
  run: async (invocation) => {
    const out = textOption(invocation, 'out');
    if (out === undefined) throw new UsageError('--out F.safetensors is needed.');
    const model = textOption(invocation, 'model');
    const pixels = textOption(invocation, 'pixels');
    const dense = choiceOption(invocation, 'dense', denseNames);
    const device = choiceOption(invocation, 'device', deviceNames);
    const shapes = await embed({
      out,
      texts: textListOption(invocation, 'text'),
      images: textListOption(invocation, 'image'),
      ...(model === undefined ? {} : { model }),
      ...(pixels === undefined ? {} : { pixels }),
      ...(dense === undefined ? {} : { dense }),
      ...(device === undefined ? {} : { device }),
    });
    const lines = Object.entries(shapes).map(([name, shape]) => `${name} [${shape.join(', ')}]`);
    printResult({ out, ...shapes }, { json: invocation.json, text: `${out}: ${lines.join('; ')}` });
  },
};
