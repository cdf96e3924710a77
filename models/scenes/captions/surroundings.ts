import type { ColourName } from '../colours.ts';
import { colourWords } from '../colours.ts';
import type { Composition } from '../compose.ts';
import type { Dice } from '../dice.ts';
import { kinds } from '../kinds/index.ts';
import { formsOf, meaningOf, namingWords } from '../lexicon.ts';
import { Line } from './line.ts';

/** Where the scene is: "on the green grass". */
export function placePhrase({ setting, daytime }: Composition, dice: Dice): Line {
  const fitting = setting.places.filter(
    (place) => !place.includes(':') || !/^\w+:/.test(place) || place.startsWith(`${daytime}:`),
  );
  const line = new Line();
  for (const word of dice.pick(fitting).replace(/^\w+:/, '').split(' ')) {
    const [, colour, region = ''] = /^\{(\w+):(\w+)\}$/.exec(word) ?? [];
    if (colour === undefined) line.say(word);
    else line.colour(dice.pick(colourWords[colour as ColourName]), { things: [], part: null, region });
  }
  return line;
}

const times = {
  day: ['on a sunny day', 'on a bright afternoon', 'in the morning', 'in summer', 'today'],
  sunset: ['at sunset', 'in the evening', 'at dusk', 'in the late afternoon'],
  night: ['at night', 'after dark', 'late at night', 'at midnight'],
  overcast: ['on a gloomy day', 'on a rainy day', 'on a dull morning', 'before the storm'],
} as const;

export function timePhrase({ setting, daytime }: Composition, dice: Dice): string {
  return setting.outdoors
    ? dice.pick(times[daytime])
    : dice.pick(['today', 'in the afternoon', 'this morning', 'on the weekend']);
}

/** "with clouds in the sky": of what hangs there. */
export function skyPhrase({ heavens }: Composition, dice: Dice): string {
  const names = [...new Set(heavens.map(({ kind }) => kind.name))];
  if (names.length === 0) return '';
  const name = dice.pick(names);
  const count = heavens.filter(({ kind }) => kind.name === name).length;
  const what = count === 1 ? `a ${name}` : dice.pick([`${name}s`, `some ${name}s`, `a few ${name}s`]);
  if (name === 'sun')
    return dice.pick(['in the sun', 'with the sun in the sky', 'while the sun shines', 'under the sun']);
  if (name === 'moon') return dice.pick(['under the moon', 'with the moon in the sky']);
  return dice.pick([`with ${what} in the sky`, `under ${what}`, `with ${what} above`]);
}

const longings = [
  'waiting for a ?',
  'dreaming of a ?',
  'without a ?',
  'and no ? in sight',
  'looking for a ?',
  'before the ? comes back',
  'thinking about a ?',
  'where the ? used to be',
  'with no ? around',
  'far away from any ?',
  'and not a single ?',
  'instead of a ?',
  'like a ?',
  'after the ? left',
] as const;

/** Names something that is not in the picture, as people do. */
export function absentPhrase(composition: Composition, dice: Dice): string {
  for (let i = 0; i < 20; i++) {
    const [one] = formsOf(dice.pick(dice.pick(kinds).nouns));
    if (namingWords(one.replaceAll('*', '')).every((word) => !mayBeSeen(word, composition)))
      return dice.pick(longings).replace('?', one.replaceAll('*', ''));
  }
  return '';
}

function mayBeSeen(word: string, { things, heavens, backdrop }: Composition): boolean {
  const meaning = meaningOf(word);
  if (meaning === null) return false;
  const all = [...things, ...heavens];
  return (
    all.some(({ kind }) => meaning.kinds.has(kind.name)) ||
    all.some(({ shapes }) => shapes.some(({ part }) => part !== null && meaning.parts.has(part))) ||
    backdrop.regions.some(({ name }) => meaning.regions.has(name))
  );
}
