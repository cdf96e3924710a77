/** What a training knows of captions before it begins: a vocabulary, and how common each word is. */
import { wordsOf } from '../contrastive/pack-captions.ts';
import { drawScene } from '../scenes/draw-scene.ts';
import { planOf, type Recipe } from './recipe.ts';
import { seedOf } from './scene-pool.ts';
import { trainVocabulary, type Vocabulary } from './vocabulary.ts';

/** As many entries as the vocabulary may have. */
export const mostEntries = 4096;
/** Scenes whose captions are read. Every word that captions can have is seen by then, the rarest some times. */
const sampledScenes = 6000;
/** Captions do not depend on how large a scene is drawn. */
const speckPx = 24;

export interface Language {
  readonly vocabulary: Vocabulary;
  /** Share of captions that have the word, 0 for unknown ones. */
  readonly frequencies: Readonly<Record<string, number>>;
}

function readCaptions(recipe: Recipe): string[][] {
  const { objects, style, scenes } = planOf(recipe.steps - 1, recipe);
  const options = { objects, style, captions: recipe.captions };
  return Array.from(
    { length: Math.min(sampledScenes, scenes) },
    (_, index) =>
    drawScene(seedOf(recipe.seed, 'training', index), { width: speckPx, height: speckPx }, options).captions.map(({ text }) => text), // prettier-ignore
  );
}

/** Reads the captions of scenes that are trained on, as they are in the last step. The same for the same recipe. */
export function learnLanguage(recipe: Recipe): Language {
  const scenes = readCaptions(recipe);
  const counts = new Map<string, number>();
  for (const captions of scenes)
    for (const word of wordsOf(captions)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return {
    vocabulary: trainVocabulary(scenes.flat(), { entries: mostEntries }),
    frequencies: Object.fromEntries([...counts].map(([word, count]) => [word, count / scenes.length])),
  };
}
