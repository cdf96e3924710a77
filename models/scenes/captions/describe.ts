import { colourWords } from '../colours.ts';
import type { Dice } from '../dice.ts';
import { formsOf } from '../lexicon.ts';
import type { Thing } from '../thing.ts';
import { Line } from './line.ts';

/** Things of one kind that a caption names together. */
export type Group = readonly [Thing, ...Thing[]];

const sizes = { big: ['big', 'large', 'huge'], small: ['small', 'little', 'tiny'], usual: [] } as const;
const numbers = ['no', 'one', 'two', 'three', 'four', 'five'] as const;

const partPhrases: Readonly<Record<string, readonly string[]>> = {
  hat: ['with a hat', 'wearing a hat'],
  sail: ['with sails', 'with its sail up'],
  wheel: ['with shiny wheels', 'with two wheels'],
  flag: ['with a flag'],
  window: ['with windows', 'with a small window'],
  door: ['with a door'],
  trunk: ['with a thick trunk'],
  basket: ['with a basket'],
};

export interface Detail {
  /** How likely an adjective is, 0…1. */
  readonly adjectives: number;
  readonly parts: number;
}

export function groupThings(things: readonly Thing[]): Group[] {
  const groups = new Map<string, [Thing, ...Thing[]]>();
  for (const thing of things) {
    const group = groups.get(thing.kind.name);
    if (group === undefined) groups.set(thing.kind.name, [thing]);
    else group.push(thing);
  }
  return [...groups.values()];
}

/** "a small brown dog", "two red apples", "the house with a blue roof". */
export function nounPhrase(group: Group, dice: Dice, { adjectives, parts }: Detail): Line {
  const [{ kind, size }] = group;
  const line = new Line().say(determiner(group.length, dice));
  if (group.length === 1 && size !== 'usual' && dice.chance(adjectives)) line.say(dice.pick(sizes[size]));
  const says = dice.chance(adjectives) && sharedColour(group) !== null;
  const partColour = kind.colourOf?.find(([part]) => hasPart(group[0], part));
  if (says && kind.colourOf === undefined) sayColour(line, group, { dice, part: null });
  if (kind.materials !== undefined && dice.chance(adjectives * 0.4)) line.say(dice.pick(kind.materials));
  const [one, many] = formsOf(dice.pick(kind.nouns));
  line.say((group.length === 1 ? one : many).replaceAll('*', ''));
  if (group.length > 1) return line;
  if (says && partColour !== undefined) {
    const [part, joined] = partColour;
    line.say(joined);
    sayColour(line, group, { dice, part });
    line.say(part);
  } else if (dice.chance(parts)) {
    const seen = Object.keys(partPhrases).filter((part) => hasPart(group[0], part));
    if (seen.length > 0) line.say(dice.pick(partPhrases[dice.pick(seen)] ?? []));
  }
  return line;
}

function determiner(count: number, dice: Dice): string {
  if (count === 1) return dice.pick(['a', 'a', 'a', 'a', 'a', 'the', 'one']);
  const number = numbers[count] ?? 'many';
  return dice.pick([number, number, number, 'some', 'several', count === 2 ? 'a couple of' : 'a group of']);
}

function sharedColour(group: Group): Thing['colour'] {
  return group.every(({ colour }) => colour === group[0].colour) ? group[0].colour : null;
}

function sayColour(line: Line, group: Group, { dice, part }: { dice: Dice; part: string | null }): void {
  const colour = sharedColour(group);
  if (colour !== null) line.colour(dice.pick(colourWords[colour]), { things: group, part, region: null });
}

const hasPart = ({ shapes }: Thing, part: string): boolean => shapes.some((shape) => shape.part === part);
