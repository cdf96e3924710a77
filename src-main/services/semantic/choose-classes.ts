import { TagmaskError } from '../../../models/errors.ts';
import { normaliseTag } from '../../../models/tagging/index.ts';
import { mostClasses, nothingNames } from '../../formats/semantic.ts';

/**
 * The classes of a list in its order, as tags are written. What an earlier export calls label 0 may stand first, so that its `labels.txt` is
 * such a list.
 * @throws TagmaskError `bad-classes`
 */
export function chooseClasses(lines: readonly string[]): string[] {
  const [first = '', ...others] = lines.map((line) => normaliseTag(line.trim()));
  const names = (nothingNames.includes(first) ? others : [first, ...others]).filter((name) => name !== '');
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (names.length === 0) throw badClasses('is empty', 'name a tag a line');
  if (names.length > mostClasses)
    throw badClasses(`has ${names.length} names`, `a label map tells ${mostClasses} apart`);
  if (twice !== undefined) throw badClasses(`has "${twice}" twice`, 'name each tag once');
  return names;
}

const badClasses = (how: string, what: string): TagmaskError =>
  new TagmaskError('input', 'bad-classes', `The list of classes ${how}: ${what}.`);
