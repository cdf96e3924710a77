import { formatCount } from '../../format.ts';

const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** The measures of models on what has been reviewed. */
export const results = {
  title: 'Results',
  about: 'How good a model is, measured on what you have accepted and rejected.',
  emptyTitle: 'Nothing reviewed yet',
  empty: 'Results compare what a model proposes with your verdicts: accept or reject some words first.',
  toReview: 'Go to the review',
  noDatasetTitle: 'No dataset is open',
  noDataset: 'Open a folder of pictures with captions, or the demo, and review some of them.',
  noneTitle: 'No results yet',
  none: 'Choose a model and evaluate it. Nothing is changed by it.',

  evaluate: 'Evaluate',
  reviewed: (pictures: number) => `on ${countOf(pictures, 'reviewed picture')}`,
  over: {
    failed: (why: string) => `The evaluation failed. ${why}`,
    cancelled: 'The evaluation was cancelled. Nothing was kept of it.',
  },

  shown: 'Result',
  compare: 'Compare with',
  nothing: 'Nothing',
  remove: 'Remove this result',
  removeAbout:
    'Its numbers are deleted. Evaluating the same model again gives them back, as long as the verdicts stay.',
  removed: 'The result is removed.',
  first: 'On the left',
  second: 'On the right',
  stale: (verdicts: number) =>
    `${countOf(verdicts, 'verdict')} since: this result is of the state before. Evaluate again to count ${verdicts === 1 ? 'it' : 'them'}.`,
  untrained: 'The model is untrained: these are the numbers of chance.',
  noFalse: 'No word is known to be false, so precision says nothing.',
  failed: (pictures: number) => `${countOf(pictures, 'picture')} could not be evaluated.`,
  facts: (pictures: number, words: number, trueWords: number) =>
    `${countOf(pictures, 'picture')}, ${countOf(words, 'decided word')}, ${formatCount(trueWords)} of them true`,
  took: (duration: string) => `took ${duration}`,
  since: (change: string) => `${change} against the left`,

  methods: { image: 'Image', text: 'Text', image_text: 'Image + text', pixel: 'Pixel', pos: 'Nouns' },
  method: 'Scoring',
  measure: 'Measure',
  value: 'Value',
  meaning: 'What it is',
  interval: (low: string, high: string) => `${low} to ${high}`,
  intervalAbout: 'The small numbers are 95 % intervals over pictures.',
  precision: 'Precision',
  recall: 'Recall',
  accuracy: 'Accuracy',

  tags: {
    title: 'Words',
    about: 'Which words each scoring chooses, against your verdicts. Nouns look at no picture.',
  },
  masks: {
    title: 'Masks',
    about: (captions: number, tags: number) =>
      `Over ${countOf(captions, 'caption')} whose words are all decided, and ${countOf(tags, 'accepted mask')}.`,
    flattery: 'Masks that were accepted as this model had proposed them flatter it.',
    meanings: {
      captionIoU: 'Overlap of the caption’s mask with all accepted masks',
      mFPR: 'Share that is marked and should not be',
      mFNR: 'Share that should be marked and is not',
      objectIoU: 'Overlap of each tag’s own mask',
      boundaryF: 'How well the outlines meet',
    },
  },
  bias: {
    title: 'Single tag bias',
    about: (captions: number) =>
      `How much of a caption’s relevance its top word takes, over ${countOf(captions, 'caption')} with two true words or more.`,
    none: 'No caption has two accepted words yet, so there is nothing to tell.',
    even: (share: string) => `equal words: ${share}`,
    topShare: 'Top word takes',
    atMostOne: 'At most one word found',
    chosenPerTrue: 'Chosen for each true word',
  },
  curve: {
    title: 'Precision and recall',
    about: (series: string) => `Precision against recall for every τ, by ${series}.`,
    at: (tau: string) => `τ ${tau}`,
    reading: 'τ to look at',
    best: (tau: string, f1: string) => `The best τ for these words is ${tau}, with an F1 of ${f1}.`,
    bestNow: (tau: string) => `The τ in use, ${tau}, is the best one for these words.`,
    bestNote: 'It was found on the words that it is measured on: with few of them it flatters itself.',
    showBest: 'Show the best',
    use: (tau: string) => `Pre-label with τ ${tau}`,
    used: (tau: string) => `Pre-labelling with τ ${tau}. Your verdicts stay.`,
  },
  reliability: {
    title: 'What a score is worth',
    about: 'How often words with such a score were accepted, by pixel. The lines are 95 % intervals.',
    score: 'Normalised score',
    accepted: 'Accepted',
    ideal: 'score = share accepted',
    words: 'Words',
    error: (share: string) => `Mean distance from the dashed line: ${share}.`,
    bin: 'Score',
  },
  byTag: {
    title: 'Tags',
    about: 'Each tag by pixel. The pictures are the ones to look at first; they open in the review.',
    search: 'Find a tag',
    tag: 'Tag',
    words: 'Words',
    trueWords: 'True',
    meanIoU: 'Mean IoU',
    examples: 'Examples',
    more: (count: number) => `Show ${formatCount(count)} more`,
    left: (count: number) => `${countOf(count, 'rarer tag')} not listed.`,
    nothingFound: 'No tag matches.',
    outcomes: { missed: 'missed', wrong: 'wrongly chosen', found: 'found' },
    open: (file: string, tag: string, outcome: string) => `Open ${file} in the review: “${tag}”, ${outcome}`,
  },
  numbers: 'Numbers',
  save: (what: string, format: string) => `Save “${what}” as ${format}`,
  saved: (file: string) => `${file} is saved.`,
};

export type ResultsWords = typeof results;
