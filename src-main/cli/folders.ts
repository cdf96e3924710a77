import type { FolderChoice } from '../services/released/folder-names.ts';
import { textOption, UsageError, type Invocation } from './command.ts';

export const foldersUsage = '[--folders images=NAME,tags=NAME,masks=NAME]';

/** The folder names of the released layout; undefined where none is given. @throws UsageError */
export function foldersOption(invocation: Invocation): FolderChoice | undefined {
  const text = textOption(invocation, 'folders');
  if (text === undefined) return undefined;
  const choice: { images?: string; tags?: string; masks?: string } = {};
  for (const pair of text.split(',')) {
    const [kind, name = ''] = pair.split(/=(.*)/s).map((part) => part.trim());
    const isKnown = kind === 'images' || kind === 'tags' || kind === 'masks';
    if (!isKnown || name === '' || choice[kind] !== undefined)
      throw new UsageError(
        `--folders takes images=NAME,tags=NAME,masks=NAME or some of them, not "${text}".`,
      );
    choice[kind] = name;
  }
  return choice;
}
