import type { Painter } from './painter.ts';

export interface Scene {
  /** The file's name without its ending. */
  readonly name: string;
  /** As people write them: some words name nothing that was painted. */
  readonly captions: readonly string[];
  readonly paint: (painter: Painter) => void;
}
