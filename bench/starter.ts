/**
 * What each kind of step of a recipe costs: processor seconds a picture, drawing and network apart, and how many pictures 90 minutes on two cores
 * hold by that: `node bench/starter.ts [width] [blocks] [threads]`. Elapsed times say nothing on a busy machine, processor times little less.
 */
import { createTokenizer } from '../models/clip/tokenizer.ts';
import { OnnxSession } from '../models/runtime/onnx.ts';
import { writeOnnxModel } from '../models/runtime/onnx-writer.ts';
import { learnLanguage } from '../models/starter/language.ts';
import { recipes, withVocabulary, type Recipe, type StepPlan } from '../models/starter/recipe.ts';
import { SceneBatches } from '../models/starter/scene-batches.ts';
import { drawStart } from '../models/starter/start-weights.ts';
import { buildStarterGraphs } from '../models/starter/train-starter.ts';
import { describeVocabulary } from '../models/starter/vocabulary.ts';

const budgetSeconds = 2 * 90 * 60;
const { vision } = recipes.starter.shapes;
const [width = vision.width, layers = vision.layers, threads = 1] = process.argv.slice(2).map(Number);

async function secondsOf(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

const chosen: Recipe = {
  ...recipes.starter,
  shapes: {
    ...recipes.starter.shapes,
    vision: { ...vision, width, layers, heads: width / 32, mlpWidth: 4 * width },
  },
};
const language = learnLanguage(chosen);
const vocabulary = Object.keys(language.vocabulary.vocab).length;
const recipe = withVocabulary(chosen, vocabulary);
const batches = new SceneBatches(recipe, {
  tokenize: createTokenizer(describeVocabulary(language.vocabulary), { context: 64, vocabulary }),
  frequencyOf: (word) => language.frequencies[word] ?? 0,
  split: 'training',
  maxPoolBytes: 2e8,
});
const parameters = drawStart(recipe.shapes, 1);
const count = Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0);
console.log(
  `${width} wide, ${layers} blocks, ${vocabulary} tokens: ${(count / 1e6).toFixed(2)} M parameters`,
);

const { step: graph } = buildStarterGraphs(recipe);
const model = writeOnnxModel(graph, () => new Uint8Array());
const session = await OnnxSession.create(graph, model, { provider: 'cpu', threads });
const plans = new Map<string, StepPlan>(
  recipe.phases.flatMap(({ plans: all }) => all.map((plan) => [JSON.stringify(plan), plan] as const)),
);
for (const plan of plans.values()) {
  const pictures = plan.canvases * plan.pictures;
  const drawing = await secondsOf(() => batches.make(1, plan));
  const feeds = { ...parameters, ...batches.make(2, plan) };
  await session.run(feeds);
  const times = [await secondsOf(() => session.run(feeds)), await secondsOf(() => session.run(feeds))];
  const step = Math.min(...times);
  const { grid, rows, drawnPx, objects } = plan;
  console.log(
    `${plan.pictures} on ${grid}×${grid}, ${rows} rows seen, drawn at ${drawnPx}, ${objects.join(' to ')} things: ` +
      `${((1000 * drawing) / pictures).toFixed(1)} ms to draw, ${((1000 * step) / pictures).toFixed(1)} ms to train a picture, ` +
      `${step.toFixed(2)} s a step of ${pictures}; ${Math.round((budgetSeconds / step) * pictures / 1000)} thousand pictures`, // prettier-ignore
  );
}
await session.close();
