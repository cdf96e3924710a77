export { addLora, loraParameters } from './add-lora.ts';
export type { LoraGraph, LoraLayer, LoraOptions, LoraScale } from './add-lora.ts';
export { drawLora } from './start-values.ts';
export type { LoraTargets } from './targets.ts';
