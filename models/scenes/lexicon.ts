import { kinds } from './kinds/index.ts';
import type { Noun } from './kinds/kind.ts';

export type WordKind = 'object' | 'part' | 'background';

/** What a word can name: kinds of things, parts of things, stretches of the backdrop. */
export interface Meaning {
  readonly kinds: Set<string>;
  readonly parts: Set<string>;
  readonly regions: Set<string>;
}

const groups: Readonly<Record<string, readonly string[]>> = {
  'animal animals': [
    'cat',
    'dog',
    'rabbit',
    'cow',
    'horse',
    'sheep',
    'pig',
    'chicken',
    'duck',
    'elephant',
    'giraffe',
    'zebra',
    'bear',
    'lion',
    'penguin',
    'owl',
    'frog',
    'turtle',
    'snail',
    'fish',
    'whale',
    'crab',
    'octopus',
    'bird',
    'butterfly',
  ],
  'bird birds': ['bird', 'duck', 'chicken', 'owl', 'penguin'],
  'vehicle vehicles': ['car', 'bus', 'truck', 'tractor', 'train'],
  'building buildings': ['house', 'castle', 'lighthouse', 'windmill', 'barn'],
  'person persons people': ['man', 'woman', 'boy', 'girl'],
  'kid kids child children': ['boy', 'girl'],
  'tree trees': ['tree', 'pine', 'palm'],
  'fruit fruits': ['apple', 'banana'],
  'plant plants': ['plant', 'flower', 'cactus', 'bush'],
};

const parts: Readonly<Record<string, readonly string[]>> = {
  roof: ['roof', 'roofs'],
  door: ['door', 'doors'],
  window: ['window', 'windows'],
  wheel: ['wheel', 'wheels'],
  sail: ['sail', 'sails'],
  trunk: ['trunk', 'trunks'],
  leaves: ['leaf', 'leaves'],
  basket: ['basket'],
  hat: ['hat', 'hats'],
  scarf: ['scarf', 'scarves'],
  dress: ['dress', 'dresses'],
  shirt: ['shirt', 'shirts'],
  hair: ['hair'],
  pot: ['pot', 'pots'],
  flag: ['flag'],
  flower: ['flower', 'flowers'],
  apple: ['apple', 'apples'],
  candle: ['candle', 'candles'],
  cushion: ['cushion', 'pillow'],
};

const regions: Readonly<Record<string, readonly string[]>> = {
  sky: ['sky', 'skies'],
  hills: ['hill', 'hills'],
  grass: ['grass', 'lawn', 'meadow', 'field'],
  path: ['path', 'trail'],
  trees: ['tree', 'trees', 'forest', 'woods'],
  mountains: ['mountain', 'mountains', 'peaks'],
  sea: ['sea', 'ocean', 'water', 'waves'],
  lake: ['lake', 'pond', 'water'],
  sand: ['sand', 'beach', 'desert', 'dunes', 'dune'],
  snow: ['snow'],
  buildings: ['building', 'buildings', 'city', 'town', 'skyline'],
  sidewalk: ['sidewalk', 'pavement'],
  road: ['road', 'street'],
  seaweed: ['seaweed'],
  wall: ['wall', 'walls'],
  window: ['window', 'windows'],
  floor: ['floor', 'floors'],
  rug: ['rug', 'carpet'],
  tabletop: ['table'],
};

/** The words of a noun that name the thing: all of them, or the starred ones. */
export function namingWords(phrase: string): string[] {
  const words = phrase.split(' ');
  const starred = words.filter((word) => word.startsWith('*'));
  return (starred.length > 0 ? starred : words).map((word) => word.replace('*', '').toLowerCase());
}

export function formsOf(noun: Noun): readonly [one: string, many: string] {
  return typeof noun === 'string' ? [noun, `${noun}s`] : noun;
}

const meanings = buildMeanings();

function buildMeanings(): ReadonlyMap<string, Meaning> {
  const map = new Map<string, Meaning>();
  const meaningOf = (word: string): Meaning => {
    const meaning = map.get(word) ?? { kinds: new Set(), parts: new Set(), regions: new Set() };
    map.set(word, meaning);
    return meaning;
  };
  for (const { name, nouns } of kinds) {
    for (const form of nouns.flatMap(formsOf))
      for (const word of namingWords(form)) meaningOf(word).kinds.add(name);
  }
  for (const [words, names] of Object.entries(groups)) {
    for (const word of words.split(' ')) for (const name of names) meaningOf(word).kinds.add(name);
  }
  for (const [name, words] of Object.entries(parts))
    for (const word of words) meaningOf(word).parts.add(name);
  for (const [name, words] of Object.entries(regions))
    for (const word of words) meaningOf(word).regions.add(name);
  return map;
}

/** What `word`, in lower case, can name in a scene; null for words that name nothing that is drawn. */
export function meaningOf(word: string): Meaning | null {
  return meanings.get(word) ?? null;
}
