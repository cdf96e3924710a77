/** What a request may choose from, for the doors that check it: the command line and the API. */
import type {
  DenseName,
  DeviceName,
  ExportFormat,
  ExportInclude,
  ExportInstances,
  PresetName,
} from './types.ts';

export const presetNames: readonly PresetName[] = ['fast', 'balanced', 'paper'];
export const denseNames: readonly DenseName[] = ['clip', 'maskclip', 'sclip', 'clearclip', 'naclip'];
export const deviceNames: readonly DeviceName[] = [
  'auto',
  'cpu',
  'cuda',
  'dml',
  'coreml',
  'webgpu',
  'tensorflow',
];
export const includeNames: readonly ExportInclude[] = ['accepted', 'proposed', 'all'];
export const instanceNames: readonly ExportInstances[] = ['whole', 'parts'];
export const exportFormats: readonly ExportFormat[] = ['coco', 'released', 'semantic'];
