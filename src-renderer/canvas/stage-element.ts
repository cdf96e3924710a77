import type { Size } from '../../models/masks/index.ts';
import type { StageView } from './stage-view.svelte.ts';

/** Tells the view how large its element is, now and whenever that changes. */
export function measureStage(element: HTMLElement, stage: StageView): () => void {
  const observer = new ResizeObserver(() => {
    stage.resize({ width: element.clientWidth, height: element.clientHeight });
  });
  observer.observe(element);
  return () => observer.disconnect();
}

interface Placing {
  readonly stage: StageView;
  /** The picture's own, in pixels. */
  readonly size: Size | null;
  readonly ratio: number;
  /** Screen pixels a picture's pixel above which it is shown as a square. */
  readonly enlargedAbove: number;
}

/** Lays an element of the picture's size where the view has the picture. */
export function placeLayers(
  { style, classList }: HTMLElement,
  { stage: { view }, size, ratio, enlargedAbove }: Placing,
): void {
  if (view === null || size === null) return;
  style.width = `${size.width}px`;
  style.height = `${size.height}px`;
  style.transform = `translate(${view.offsetX}px, ${view.offsetY}px) scale(${view.scale})`;
  classList.toggle('enlarged', view.scale * ratio > enlargedAbove);
}
