import type { JobView, TagState, Verdict } from '../../src-main/services/types.ts';
import type { NamedCommand } from '../features/keys/commands.ts';
import { formatCount, formatDuration, formatShare, formatTenth } from '../format.ts';
import { captionsIn } from './captions-in/en.ts';
import { compare } from './compare/en.ts';
import { maskCommands, masks } from './masks/en.ts';
import { models } from './model-library/en.ts';
import { recipe } from './recipe/en.ts';
import { results } from './results/en.ts';
import { training } from './training/en.ts';

/** `1 picture`, `2 pictures`. */
function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const states: Record<TagState | 'proposed' | 'open', string> = {
  accepted: 'accepted',
  rejected: 'rejected',
  unsure: 'unsure',
  undecided: 'undecided',
  proposed: 'proposed',
  open: 'undecided',
};

const said: Record<Verdict, (tag: string) => string> = {
  accepted: (tag) => `Accepted ${tag}.`,
  rejected: (tag) => `Rejected ${tag}.`,
  unsure: (tag) => `Unsure about ${tag}.`,
};

const saidMany: Record<Verdict, (count: number) => string> = {
  accepted: (count) => `Accepted ${countOf(count, 'tag')}.`,
  rejected: (count) => `Rejected ${countOf(count, 'tag')}.`,
  unsure: (count) => `Unsure about ${countOf(count, 'tag')}.`,
};

/** A command that has a key is named here: without a name the table does not compile. */
const commandNames: Record<NamedCommand, string> = {
  accept: 'Accept',
  reject: 'Reject',
  unsure: 'Unsure',
  'accept-proposed': 'Accept all proposed',
  'reject-remaining': 'Reject all remaining',
  undo: 'Undo',
  redo: 'Redo',
  history: 'History',
  'accept-screen': 'Accept the rows on screen',
  'reject-screen': 'Reject the rows on screen',
  'select-screen': 'Choose all on screen',
  'next-sheet-tag': 'Sheet: next tag',
  'previous-sheet-tag': 'Sheet: previous tag',
  'edit-tag': 'Edit the tag’s text',
  'add-tag': 'Add a tag',
  'split-tag': 'Split a joined tag',
  'join-left': 'Choose the word to the left too',
  'join-right': 'Choose the word to the right too',
  'edit-caption': 'Correct or write the caption',
  'next-undecided': 'Next undecided tag, then next picture',
  'previous-tag': 'Previous tag',
  'next-tag': 'Next tag',
  'previous-picture': 'Previous picture',
  'next-picture': 'Next picture',
  'leave-filter': 'Leave the filter',
  'toggle-masks': 'Masks on or off',
  'toggle-heat': 'Heat map on or off',
  'toggle-stop-words': 'Stop words on or off',
  'threshold-down': 'Lower the threshold',
  'threshold-up': 'Raise the threshold',
  'zoom-in': 'Zoom in',
  'zoom-out': 'Zoom out',
  fit: 'Fit the picture',
  'actual-size': 'One picture pixel to one screen pixel',
  help: 'Show all keys',
  ...maskCommands,
};

/** What an undo or a redo did. */
export interface StepWords {
  readonly text: string | null;
  readonly changed: number;
  readonly kept: number;
}

/** A verdict of this window that somebody else's stands in place of; `by` is null where there is no verdict now. */
export interface OverruledWords {
  readonly text: string;
  readonly state: string;
  readonly by: string | null;
  readonly others: number;
}

/** What a step was about: `text` where all its tags have the same. */
export interface EditWords {
  readonly was: string | null;
  readonly text: string;
}

export interface StepTagsWords {
  readonly text: string | null;
  readonly tags: number;
}

function describeStep(verb: string, { text, changed, kept }: StepWords): string {
  const what = changed === 1 && text !== null ? `“${text}”` : countOf(changed, 'tag');
  const rest = kept === 0 ? '' : ` ${countOf(kept, 'tag')} left alone: somebody decided on them since.`;
  return `${verb}: ${what}.${rest}`;
}

const jobStates: Record<JobView['state'], string> = {
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** Every sentence of the window in English: the shape that the other languages have to have (`Words`). */
export const en = {
  appName: 'Tagmask',
  states,
  screens: {
    library: 'Library',
    review: 'Review',
    masks: 'Masks',
    sheet: 'Sheet',
    compare: 'Compare',
    results: 'Results',
    training: 'Training',
    export: 'Export',
    settings: 'Settings',
  },
  navigation: 'Screens',
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  help: 'Keys',

  engine: {
    away: 'The engine does not answer.',
    locked: 'Tagmask was started anew: open the address that it has printed.',
    lockedBanner: (waiting: number) =>
      `Tagmask was started anew. Open the address that it has printed in another tab; this one goes on by itself${waiting === 0 ? '' : `, and sends ${countOf(waiting, 'verdict')}`}.`,
    unexpected: (status: number) =>
      `The engine gave an answer that this window does not understand (status ${status}).`,
    awayBanner: (waiting: number) =>
      waiting === 0
        ? 'The engine does not answer. Trying again…'
        : `The engine does not answer. ${countOf(waiting, 'verdict')} will be sent as soon as it is back.`,
    scenesOnly: 'This model knows drawn scenes, like those of the demo.',
    scenesOnlyMore:
      'For photos, download a real CLIP in the settings, or start Tagmask with --model and its folder.',
    untrained: 'This model is untrained: its proposals are random.',
    untrainedMore:
      'Download a real one in the settings, or start Tagmask with --model and the folder of a CLIP.',
  },

  status: {
    saving: (count: number) => `Saving ${countOf(count, 'verdict')}…`,
    waiting: (count: number) => `${countOf(count, 'verdict')} not saved yet`,
    saved: 'All verdicts saved',
    reviewer: (name: string) => `Reviewing as ${name}`,
  },

  jobs: {
    title: 'Jobs',
    none: 'No jobs yet. Imports, pre-labelling and exports show here while they run.',
    states: jobStates,
    idle: 'No jobs running',
    rate: (perSecond: number) =>
      perSecond >= 1 ? `${formatTenth(perSecond)} a second` : `${formatTenth(perSecond * 60)} a minute`,
    left: (seconds: number) => `${formatDuration(seconds)} left`,
    progress: (done: number, total: number | null) =>
      total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`,
    failed: (count: number) => `${formatCount(count)} failed`,
    cancel: (title: string) => `Cancel: ${title}`,
    retry: 'Try again',
    retryOf: (title: string) => `Try again: ${title}`,
  },

  review: {
    accept: 'Accept',
    reject: 'Reject',
    unsure: 'Unsure',
    undo: 'Undo',
    redo: 'Redo',
    acceptProposed: 'Accept all proposed',
    rejectRemaining: 'Reject all remaining',
    said,
    saidMany,
    undone: (step: StepWords) => describeStep('Undone', step),
    redone: (step: StepWords) => describeStep('Done again', step),
    refused: (why: string) => `The verdict was not stored. ${why}`,
    overruled: ({ text, state, by, others }: OverruledWords) =>
      `“${text}” is ${state} now${by === null ? ', from another window' : `, by ${by}`}.${others === 0 ? '' : ` ${countOf(others, 'other tag')} changed too.`}`,
    nothingMatches: 'No undecided tag of this picture matches.',
    allDecided: 'Every tag is decided.',
    allDecidedMore: 'Take the accepted masks home as a COCO file.',
    toExport: 'Export…',
    hint: (accept: string, reject: string) =>
      `Is the outlined word in the picture? Press ${accept} for yes, ${reject} for no.`,
    hintHelp: 'shows every key',
    picture: 'Picture',
    tags: 'Tags',
    tagCount: (decided: number, total: number) => `${formatCount(decided)} / ${formatCount(total)}`,
    tagCountLabel: (decided: number, total: number) =>
      `${formatCount(decided)} of ${formatCount(total)} decided`,
    captions: 'Captions',
    noCaption: 'This picture has no caption, so there are no tags to decide on.',
    noTags:
      'No tags. Words come from captions: put a .txt file with the picture’s name beside it, then import again.',
    onlyStopWords: (key: string) => `Only stop words here. Press ${key} to see them.`,
    stopWords: (count: number) => `Stop words (${formatCount(count)})`,
    tagLabel: (text: string, state: string, score: string | null) =>
      score === null ? `${text}, ${state}` : `${text}, ${state}, score ${score}`,
    pending: 'being saved',
    threshold: 'Threshold',
    maskShare: (share: number) => `${formatShare(share)} of the picture`,
    maskEmpty: 'No pixel is above the threshold',
    moved: (accept: string) => `Moved since it was accepted: ${accept} stores the new mask.`,
    scores: 'Scores',
    score: 'relevance',
    image: 'image',
    text: 'text',
    imageText: 'image + text',
    pixel: 'pixel',
    noProposal: 'No proposal yet',
    noProposalMore: 'Pre-label in the library to get scores and masks.',
    provenance: 'From',
    run: (id: number, when: string) => `Run ${id}, ${when}`,
    preset: (preset: string, dense: string) => `${preset}, ${dense}`,
    decidedBy: (state: string, reviewer: string, when: string) => `${state} by ${reviewer}, ${when}`,
    imported: (state: string) => `${state}, imported`,
    edited: (state: string) => `${state}, mask drawn`,
    importedFrom: (state: string, file: string, when: string) =>
      `${state} by an import from ${file}, ${when}`,
    masks: 'Masks',
    heat: 'Heat map',
    heatLegend: 'Heat',
    fit: 'Fit the picture',
    actualSize: 'One picture pixel to one screen pixel',
    neighbours: 'Neighbouring pictures',
    position: (index: number, total: number) => `${formatCount(index + 1)} / ${formatCount(total)}`,
    left: (tags: number) => `${countOf(tags, 'tag')} left`,
    pace: (seconds: number) => `${formatTenth(seconds)} s a verdict`,
    imageFailed: 'This picture cannot be shown.',
    unusable: 'This picture cannot be used.',
    previous: 'Previous picture',
    next: 'Next picture',
    unsent: 'Some verdicts are not saved yet.',
    emptyTitle: 'Nothing to review yet',
    empty: 'Open a folder of pictures with captions, or the demo.',
    toLibrary: 'Go to the library',
  },

  history: {
    title: 'History',
    reviewer: 'Reviewer',
    everybody: 'Everybody',
    empty: 'No steps yet. Verdicts, undo and redo show here, the latest first.',
    more: 'Earlier steps',
    what: ({ text, tags }: StepTagsWords) => {
      if (tags === 1 && text !== null) return `“${text}”`;
      return text === null ? countOf(tags, 'tag') : `“${text}”, ${countOf(tags, 'picture')}`;
    },
    imported: (tags: number, folder: string) => `${countOf(tags, 'tag')} imported from ${folder}`,
    edits: {
      'tag-text': ({ was, text }: EditWords) => `“${was ?? ''}” became “${text}”`,
      'tag-added': ({ text }: EditWords) => `“${text}” added`,
      'tag-split': ({ was, text }: EditWords) => `“${was ?? text}” split`,
      'caption-written': () => 'Caption written',
      'caption-corrected': () => 'Caption corrected',
    },
    mixed: 'several verdicts',
    again: {
      undo: (what: string) => `Undone: ${what}`,
      redo: (what: string) => `Done again: ${what}`,
    },
    undone: 'no longer stands',
    took: (seconds: number) => `${formatTenth(seconds)} s`,
    back: (steps: number) =>
      steps === 1 ? 'Undo this step' : `Undo this and ${countOf(steps - 1, 'later step')}`,
    wentBack: (steps: number, step: StepWords) => describeStep(`${countOf(steps, 'step')} undone`, step),
  },

  keys: {
    title: 'Keys',
    verdicts: 'Deciding',
    words: 'Words',
    joinWords: 'Choose words to join, then edit',
    moving: 'Moving',
    seeing: 'Seeing',
    choosing: 'Choosing a tag by its number',
    drawing: 'Drawing',
    changing: 'Changing a mask',
    tagNumber: (number: number) => `Tag ${number} of the list`,
    nextUndecided: 'Next undecided tag, then next picture',
    chooseTag: 'Choose a tag',
    tags: 'Previous, next tag',
    pictures: 'Previous, next picture',
    masks: 'Masks on or off',
    heat: 'Heat map of the tag',
    threshold: 'Lower, raise the threshold',
    stopWords: 'Show stop words',
    zoom: 'Zoom',
    wheel: 'Wheel',
    pan: 'Move the picture',
    spaceDrag: 'Space drag',
    middleDrag: 'Middle drag',
    fit: 'Fit the picture',
    actualSize: '1 : 1',
    help: 'This sheet',
    legend: 'States',
  },

  commands: commandNames,

  edit: {
    tagText: (tag: string) => `Text of the tag “${tag}”`,
    join: (text: string) => `One tag for “${text}”`,
    newTag: 'New tag',
    caption: 'Caption',
    addTag: 'Add a tag',
    correct: 'Correct the caption',
    write: 'Write a caption',
    notInCaptions: 'Not in the captions',
    added: 'added by a person',
    gone: 'not in the caption any more',
    saved: (tag: string) => (tag === '' ? 'Saved.' : `Saved. ${tag} is in focus.`),
  },

  settings: {
    title: 'Settings',
    general: 'General',
    keys: 'Keys',
    name: 'Reviewer',
    nameAbout: 'Your verdicts are stored under this name. Another name has settings of its own.',
    nameSave: 'Change',
    nameBad: 'A name has 1 to 100 characters.',
    named: (name: string) => `You review as ${name} from now on.`,
    language: 'Language',
    languageSystem: (name: string) => `As the browser has it (${name})`,
    theme: 'Theme',
    themes: { system: 'As the system', dark: 'Dark', light: 'Light' },
    heatColours: 'Heat map colours',
    heatColoursAbout: 'Viridis can be read without colour vision. Turbo sets more steps apart.',
    notStored: (why: string) => `The settings were not stored. ${why}`,
    preset: 'Preset',
    presets: { tagmask: 'Tagmask', lightroom: 'Lightroom', prodigy: 'Prodigy', labelme: 'labelme' },
    presetLosesOne: 'Choosing a preset drops the keys that you have changed.',
    search: 'Search commands or keys',
    nothingFound: 'No command matches.',
    resetAll: 'Reset all keys',
    resetOne: (command: string) => `Reset the keys of ${command}`,
    add: (command: string) => `Add a key for ${command}`,
    change: (command: string, key: string) => `Change the key ${key} of ${command}`,
    remove: (command: string, key: string) => `Remove the key ${key} from ${command}`,
    noKey: 'no key',
    press: 'Press a key…',
    pressMore: 'Escape cancels.',
    reserved: (key: string) => `${key} has to stay free. Press another key.`,
    taken: (key: string) => `${key} belongs to the browser or the system. Press another key.`,
    changed: (command: string, key: string) => `${key} is now: ${command}.`,
    conflict: (key: string, others: string) => `${key} also means: ${others}.`,
    swap: 'Swap',
    take: (others: string) => `Take it from ${others}`,
    conflicts: (count: number) => `${countOf(count, 'key means', 'keys mean')} two things`,
  },

  sheet: {
    tags: 'Tags',
    tagCount: (count: number) => countOf(count, 'tag'),
    tagSorts: { count: 'Most pictures', name: 'A to Z' },
    tagLabel: (text: string, pictures: number, undecided: number) =>
      `${text}: ${countOf(pictures, 'picture')}, ${formatCount(undecided)} undecided`,
    search: 'Find a tag',
    gridLabel: (tag: string) => `Pictures with “${tag}”`,
    cellLabel: (path: string, state: string, score: string | null) =>
      score === null ? `${path}, ${state}` : `${path}, ${state}, score ${score}`,
    left: (left: number, total: number) => `${formatCount(left)} of ${formatCount(total)} to decide`,
    shown: (total: number) => countOf(total, 'picture'),
    chosen: (count: number) => `${formatCount(count)} chosen`,
    show: 'Show',
    sort: 'Sort by',
    sorts: { score: 'Best score first', uncertainty: 'Most uncertain first', name: 'File name' },
    reload: 'Remove what is decided from the sheet',
    acceptScreen: 'Accept screen',
    rejectScreen: 'Reject screen',
    scoreLimit: 'Score',
    over: (limit: string, count: number) => `${limit} and above: ${formatCount(count)}`,
    under: (count: number) => `below: ${formatCount(count)}`,
    acceptThese: 'Accept…',
    rejectThese: 'Reject…',
    confirmTitle: {
      accepted: (count: number) => `Accept ${countOf(count, 'tag')}`,
      rejected: (count: number) => `Reject ${countOf(count, 'tag')}`,
      unsure: (count: number) => `Mark ${countOf(count, 'tag')} as unsure`,
    },
    confirmOver: (tag: string, limit: string) =>
      `Every undecided “${tag}” with a score of ${limit} or more, in all pictures.`,
    confirmUnder: (tag: string, limit: string) =>
      `Every undecided “${tag}” with a score below ${limit}, in all pictures.`,
    confirmMore: 'One undo takes all of it back.',
    tooMany: (most: number) =>
      `At most ${countOf(most, 'tag')} can be decided in one step. Choose fewer, or use the score below.`,
    noMoreTags: 'No other tag in this list has anything undecided.',
    nothingTitle: (tag: string, state: string) => `No ${state} “${tag}”`,
    nothing: 'Go on with the next tag, or choose another state above.',
    emptyTitle: 'No tags yet',
    empty: 'A sheet shows one word over all pictures. Words come from captions: open a folder that has some.',
  },

  library: {
    pictures: (count: number) => countOf(count, 'picture'),
    captions: (count: number) => countOf(count, 'caption'),
    counts: {
      pictures: 'Pictures',
      captions: 'Captions',
      proposed: 'Proposed tags',
      reviewed: 'Reviewed tags',
      left: 'Undecided tags',
    },
    reviewedOf: (share: number) => `${formatShare(share)} reviewed`,
    openFolder: 'Open folder…',
    openDemo: 'Open the demo',
    importAgain: 'Import again',
    prelabel: 'Pre-label…',
    review: 'Review',
    emptyTitle: 'Open a folder of pictures with captions',
    empty:
      'Captions come from .txt files beside the pictures, captions.tsv, captions.csv or captions.json. Originals are never changed.',
    noPicturesTitle: 'No pictures in this folder',
    noPictures: 'Put JPEG, PNG, WebP, AVIF, GIF or TIFF files into it, then import again.',
    importing: 'Looking for pictures…',
    gridLabel: 'Pictures',
    tile: {
      left: (count: number) => `${formatCount(count)} left`,
      done: 'done',
      noTags: 'no tags',
      error: 'cannot be used',
      accepted: (count: number) => `${formatCount(count)} accepted`,
      proposed: (count: number) => `${formatCount(count)} proposed`,
    },
    note: 'Note',
    importReport: 'Last import',
    importFine: (pictures: number, captions: number) =>
      `${countOf(pictures, 'picture')} and ${countOf(captions, 'caption')} found.`,
    unmatched: (count: number) => `${countOf(count, 'caption row')} without a picture`,
    errors: (count: number) => `${countOf(count, 'file')} could not be read`,
    more: (count: number) => `and ${formatCount(count)} more`,
    details: 'Details',
  },

  filter: {
    label: 'Filter',
    states: {
      undecided: 'Undecided',
      reviewed: 'Reviewed',
      accepted: 'Accepted',
      rejected: 'Rejected',
      unsure: 'Unsure',
      untagged: 'No tags',
      errors: 'Errors',
    },
    text: 'In captions',
    tag: 'Tag',
    score: 'Score',
    minScore: 'Lowest score',
    maxScore: 'Highest score',
    run: 'Proposed by',
    anyRun: 'Any run',
    runName: (id: number, model: string) => `Run ${id}, ${model}`,
    reviewer: 'Decided by',
    anyone: 'Anyone',
    sort: 'Sort by',
    sorts: {
      name: 'Name',
      score: 'Best score',
      uncertainty: 'Uncertainty',
      disagreement: 'Disagreement',
      area: 'Accepted area',
      undecided: 'Undecided tags',
    },
    ascending: 'Smallest first',
    descending: 'Largest first',
    grid: 'Grid',
    list: 'List',
    clear: 'Clear',
    found: (count: number, all: number) => `${formatCount(count)} of ${countOf(all, 'picture')}`,
    noneTitle: 'No picture matches',
    none: 'Change the filter, or clear it to see every picture.',
    saved: 'Saved filters',
    savedNone: 'None yet. Set a filter, give it a name and save it here.',
    name: 'Name',
    save: 'Save',
    rename: (name: string) => `Rename “${name}”`,
    remove: (name: string) => `Delete “${name}”`,
    active: (about: string) => `Filter: ${about}`,
    leave: 'Leave the filter',
    allDecided: 'Every tag in this filter is decided.',
    columns: { picture: 'Picture', state: 'State', score: 'Best score', area: 'Accepted area' },
  },

  captionsIn,
  compare,
  recipe,
  masks,
  models,
  results,
  training,

  folderPicker: {
    title: 'Open a folder',
    root: 'Start at',
    up: 'Up one folder',
    empty: 'No folders in here.',
    open: (name: string) => `Open “${name}”`,
    noRoots: 'No folder is offered to this window. Start Tagmask with a folder, or with --root and a folder.',
    list: 'Folders',
    loading: 'Reading the folder…',
  },

  prelabel: {
    title: 'Pre-label',
    about:
      'The model scores every word of every caption and draws a heat map for each. Your verdicts are never touched.',
    model: 'Model',
    defaultModel: (name: string) => `${name} (default)`,
    trained: 'trained',
    uncalibrated: 'not calibrated',
    untrained: 'untrained',
    preset: 'Preset',
    presets: {
      fast: { name: 'Fast', about: 'Each picture once at the model’s own size, edges snapped.' },
      balanced: {
        name: 'Balanced',
        about: 'Twice the size, and once more at half of it. 2 to 5 times the work of Fast.',
      },
      paper: {
        name: 'Paper',
        about:
          'The authors’ recipe: four sizes, mirrored, in windows, PAMR. 30 to 140 times the work of Fast.',
      },
    },
    dense: 'Dense features',
    denses: {
      maskclip: { name: 'MaskCLIP', about: 'Sharper masks. The default.' },
      naclip: { name: 'NACLIP', about: 'Near and alike patches speak together. Often better on photos.' },
      sclip: { name: 'SCLIP', about: 'Alike patches speak together; residual and MLP stay.' },
      clearclip: { name: 'ClearCLIP', about: 'Alike patches speak together, without residual and MLP.' },
      clip: { name: 'CLIP', about: 'Plain CLIP, for comparison.' },
    },
    asLastTime: (duration: string) => `≈ ${duration}, as last time`,
    start: (pictures: number) => `Pre-label ${countOf(pictures, 'picture')}`,
    noModel: 'No model is loaded.',
  },

  export: {
    title: 'Export',
    format: 'Format',
    keeps: 'Keeps',
    loses: 'Loses',
    formats: {
      coco: {
        name: 'COCO instances',
        about: 'One JSON file that detection and segmentation tools read.',
        kept: [
          'Every mask, pixel by pixel, with holes (run lengths)',
          'Area, box, displayed size, file names with sub-folders',
          'Captions, scores and provenance, as extra fields',
        ],
        lost: ['Rejected and unsure verdicts', 'Heat maps and the history of decisions'],
      },
      released: {
        name: 'Released layout',
        about: 'A folder as CC3M-TagMask has it: pictures, a JSON of words for each, and painted masks.',
        kept: [
          'Every mask, pixel by pixel, also where masks overlap',
          'Every word of every caption with its verdict, rejected ones too',
          'The pictures themselves, with sub-folders; Tagmask reads it all back in',
        ],
        lost: [
          'Heat maps, other scores, and the history of decisions',
          'When a verdict was given, and which model’s weights proposed it',
        ],
      },
      semantic: {
        name: 'Label maps',
        about: 'A PNG a picture whose grey is the class, as MMSegmentation and Detectron2 read it.',
        kept: [
          'One class a pixel, at the displayed size, with a list of the classes',
          'Drawn masks before heat maps, the smaller one on top; heat maps by the highest',
          'What nobody has decided on, as pixels to ignore (255)',
        ],
        lost: [
          'Pixels that lie below another mask, and which instance a pixel belongs to',
          'Captions, scores, verdicts; pictures that nobody has reviewed get no map',
        ],
      },
    },
    which: 'Which tags',
    include: {
      accepted: { name: 'Accepted', about: 'Only what a person has accepted.' },
      proposed: { name: 'Proposed', about: 'Only proposals that nobody has decided on.' },
      all: {
        name: 'Accepted and proposed',
        about: 'Accepted masks, and proposals that nobody has decided on.',
      },
    },
    whichInstances: 'Instances',
    instances: {
      whole: { name: 'A mask, an instance', about: 'All pixels of a tag are one annotation.' },
      parts: {
        name: 'Each connected part',
        about: 'Parts that do not touch are annotations of their own, with an area and a box of their own.',
      },
    },
    upTo: (count: number) => `up to ${formatCount(count)}`,
    masks: 'masks',
    run: 'Export',
    running: 'Exporting…',
    nothing: 'Nothing is accepted yet. Accept some tags in the review, or export proposals.',
    checked: 'Read back and compared with the database, mask by mask.',
    report: 'Last export',
    reportCounts: {
      pictures: 'Pictures',
      reviewed: 'Reviewed',
      tags: 'Tags',
      masks: 'Masks',
      instances: 'Instances',
      unreviewed: 'Without a map, unreviewed',
    },
    skipped: (count: number) => `${countOf(count, 'tag')} left out`,
    skippedNone: 'Nothing was left out.',
    download: (file: string) => `Download ${file}`,
    archive: 'Download all as ZIP',
    lies: (folder: string) => `The files are in ${folder}`,
    emptyTitle: 'Nothing to export yet',
    empty: 'Open a folder of pictures with captions, or the demo.',
  },
};

/** A catalogue: a missing or an extra message is a type error, which fails `npm test` and the window's build. */
export type Words = typeof en;
