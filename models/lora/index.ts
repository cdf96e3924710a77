export { addLora, loraParameters } from './add-lora.ts';
export type { LoraGraph, LoraLayer, LoraOptions, LoraScale } from './add-lora.ts';
export { AdapterError, checkBase, hashMerged } from './adapter.ts';
export type { LoraAdapter } from './adapter.ts';
export { readAdapter, writeAdapter } from './adapter-folder.ts';
export { mergeAdapter } from './merge.ts';
export { writeMergedFolder } from './merged-folder.ts';
export { drawLora } from './start-values.ts';
export type { LoraTargets } from './targets.ts';
