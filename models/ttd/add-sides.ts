/** LoRA on both towers, or on one of them. */
import type { Graph } from '../graph/node.ts';
import { addLora, type LoraGraph, type LoraScale } from '../lora/index.ts';
import { TagmaskError } from '../errors.ts';

export const sideNames = ['both', 'image', 'text'] as const;
/** The towers that are trained. */
export type Sides = (typeof sideNames)[number];

export interface SidedLora extends LoraScale {
  /** Names of layers as PEFT takes them ("q_proj"), each of which has to be there. */
  readonly targets: readonly string[];
  readonly sides: Sides;
}

const towerOf: Readonly<Record<Exclude<Sides, 'both'>, RegExp>> = {
  image: /^(vision_model|visual_projection)\b/,
  text: /^(text_model|text_projection)\b/,
};

/** As `addLora`. Throws a TagmaskError `no-such-layer` too where the chosen side has none of the targets. */
export function addSidedLora(graph: Graph, { targets, sides, ...scale }: SidedLora): LoraGraph {
  const both = addLora(graph, { targets, ...scale });
  if (sides === 'both') return both;
  const modules = both.layers.map(({ module }) => module).filter((module) => towerOf[sides].test(module));
  if (modules.length > 0) return addLora(graph, { targets: modules, ...scale });
  const sentence = `The ${sides} tower has no layer ${targets.join(', ')}: choose other LoRA targets, or both sides.`;
  throw new TagmaskError('input', 'no-such-layer', sentence);
}
