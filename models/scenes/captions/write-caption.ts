import type { Composition } from '../compose.ts';
import type { Dice } from '../dice.ts';
import { groupThings, nounPhrase, type Detail, type Group } from './describe.ts';
import { Line, type WrittenCaption } from './line.ts';
import { relationOf } from './relations.ts';
import { absentPhrase, placePhrase, skyPhrase, timePhrase } from './surroundings.ts';

export type { WrittenCaption } from './line.ts';

/** `names`: "a dog and a car"; `plain`: with colours and a place; `rich`: as people write, with relations, filler and things that are not there. */
export type CaptionStyle = (typeof captionStyles)[number];
export const captionStyles = ['names', 'plain', 'rich'] as const;

export interface CaptionOptions {
  readonly dice: Dice;
  readonly style: CaptionStyle;
}

const bare: Detail = { adjectives: 0, parts: 0 };
const coloured: Detail = { adjectives: 0.7, parts: 0 };
const full: Detail = { adjectives: 0.6, parts: 0.3 };

export function writeCaption(composition: Composition, { dice, style }: CaptionOptions): WrittenCaption {
  const groups = dice.shuffle(groupThings(composition.things));
  const line =
    style === 'rich' ? richLine(composition, groups, dice) : plainLine(composition, groups, { dice, style });
  return line.finish({ capital: dice.chance(0.6), stop: dice.chance(0.5) });
}

function plainLine(
  composition: Composition,
  groups: readonly Group[],
  { dice, style }: CaptionOptions,
): Line {
  const detail = style === 'names' ? bare : coloured;
  const line = new Line();
  if (dice.chance(0.4)) line.say(opening(groups[0], dice));
  line.add(listOf(groups, dice, detail));
  if (style === 'plain' && dice.chance(0.7)) line.add(placePhrase(composition, dice));
  return line;
}

const openings = [
  'a photo of',
  'a picture of',
  'here we see',
  'a close look at',
  'an image of',
  'i saw',
  'look at',
  'a drawing of',
];

function opening(first: Group | undefined, dice: Dice): string {
  return dice.pick([
    ...openings,
    ...(first?.length === 1 ? ['there is', 'this is'] : ['there are', 'these are']),
  ]);
}

/** "a dog, two cats and a ball" */
function listOf(groups: readonly Group[], dice: Dice, detail: Detail): Line {
  const line = new Line();
  groups.forEach((group, i) => {
    if (i > 0) line.say(i === groups.length - 1 ? dice.pick(['and', 'and', 'with']) : ',');
    line.add(nounPhrase(group, dice, detail));
  });
  return line;
}

/** Some of the things, how they stand to each other, where and when. */
function richLine(composition: Composition, groups: readonly Group[], dice: Dice): Line {
  const named = groups.filter((_, i) => i === 0 || dice.chance(0.72));
  const [first, second, ...others] = named;
  if (first === undefined) return new Line().say('an empty place');
  const line = new Line();
  if (dice.chance(0.4)) line.say(opening(first, dice));
  line.add(nounPhrase(first, dice, full));
  if (first[0].kind.doing !== undefined && dice.chance(0.35)) line.say(dice.pick(first[0].kind.doing));
  if (second !== undefined) {
    const related = dice.chance(0.65) && first.length === 1 && second.length === 1;
    line.say(related ? relationOf(first[0], second[0], dice) : dice.pick(['and', 'with', 'and']));
    line.add(nounPhrase(second, dice, full));
  }
  if (others.length > 0) line.say(dice.pick([', with', 'and', ', also'])).add(listOf(others, dice, full));
  return closeLine(line, composition, dice);
}

function closeLine(line: Line, composition: Composition, dice: Dice): Line {
  if (dice.chance(0.62)) line.add(placePhrase(composition, dice));
  if (dice.chance(0.16)) line.say(skyPhrase(composition, dice));
  if (dice.chance(0.25)) line.say(timePhrase(composition, dice));
  if (dice.chance(0.22)) line.say(dice.pick([',', ''])).say(absentPhrase(composition, dice));
  if (dice.chance(0.08))
    line.say(
      dice.pick([', what a view', ', so lovely', ', my favorite', ', very peaceful', ', just relaxing']),
    );
  return line;
}
