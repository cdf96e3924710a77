/** The model library in the settings. */
export const models = {
  scenesOnly: 'drawn scenes only',
  comesAlong: 'comes with Tagmask',
  title: 'Models',
  about: 'Runs use the default model. Fetched models stay on this machine.',
  get: 'Get a model',
  default: 'default',
  calibrated: 'calibrated',
  pull: 'Download',
  resume: 'Go on',
  clicking: 'for clicking',
  clickWith: 'Use for clicking',
  clickWithout: 'Click without it',
  clickingAbout: 'Segment Anything, for Click to mask',
  use: 'Make default',
  verify: 'Check the files',
  verified: 'Every file is what was fetched.',
  remove: 'Remove',
  removed: (name: string) => `${name} is removed.`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeAbout: 'Its files are deleted from this machine. Proposals and decisions that came of it stay.',
  half: (done: string, total: string | null) =>
    total === null ? `${done} are here` : `${done} of ${total} are here`,
  progress: (done: string, total: string | null) => (total === null ? done : `${done} of ${total}`),
  rate: (bytes: string) => `${bytes} a second`,
  other: 'Another CLIP or Segment Anything model',
  otherAbout: (hub: string) =>
    `A repository of ${hub}. Addresses and folders are fetched with “tagmask models pull”.`,
  licenceNote:
    'OpenAI’s code is under the MIT licence. Its model cards name no licence for the weights, and call any deployed use out of scope: read them before you use the models in a product.',
};
