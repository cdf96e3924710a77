import type { ChangeCounts, ComparedWord } from '../../../src-main/services/compare/compare-types.ts';
import type { ProposalView, RunView } from '../../../src-main/services/types.ts';
import { formatMoment, formatScore } from '../../format.ts';
import { words } from '../../words.ts';

/** What most likely says why the picture is in the list: a word that is new or gone, else the mask that has moved most. */
export function firstToLookAt(found: readonly ComparedWord[]): ComparedWord | undefined {
  const moved = found.filter(({ iou }) => iou !== null).sort((a, b) => (a.iou ?? 1) - (b.iou ?? 1));
  return found.find(({ change }) => change === 'new' || change === 'gone') ?? moved[0] ?? found[0];
}

/** A run as a list of them calls it. */
export const nameOfRun = ({ id, model, parameters, createdAt }: RunView): string =>
  words.compare.run(id, model.name, words.prelabel.presets[parameters.preset].name, formatMoment(createdAt));

/** By people's verdicts: words that were rightly added or taken away, and wrongly. */
export const judge = ({
  added,
  gone,
}: ChangeCounts): { readonly better: number; readonly worse: number } => ({
  better: added.accepted + gone.rejected,
  worse: added.rejected + gone.accepted,
});

export const describeCounts = ({ added, gone, iou }: ChangeCounts): string =>
  words.compare.counts({ added: added.words, gone: gone.words, iou });

/** A word with its change and a person's verdict: signs and colours alone tell them to nobody who cannot see them. */
export function describeWord({ text, change, state }: ComparedWord): string {
  const verdict = state === 'undecided' ? null : words.states[state];
  return words.compare.wordLabel(text, words.compare.changes[change], verdict);
}

/** What one run has said of a word. */
export function describeProposal(proposal: ProposalView | null): string {
  if (proposal === null) return words.compare.notScored;
  const score = formatScore(proposal.normalised);
  return proposal.relevant ? words.compare.proposed(score) : words.compare.notProposed(score);
}

export const sayWord = (word: ComparedWord): string =>
  words.compare.said(describeWord(word), describeProposal(word.before), describeProposal(word.after));
