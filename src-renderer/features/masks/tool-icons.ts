import ArrowRightLeft from '@lucide/svelte/icons/arrow-right-left';
import Brush from '@lucide/svelte/icons/brush';
import Circle from '@lucide/svelte/icons/circle';
import CircleOff from '@lucide/svelte/icons/circle-off';
import Combine from '@lucide/svelte/icons/combine';
import Contrast from '@lucide/svelte/icons/contrast';
import Copy from '@lucide/svelte/icons/copy';
import Eraser from '@lucide/svelte/icons/eraser';
import Expand from '@lucide/svelte/icons/expand';
import Lasso from '@lucide/svelte/icons/lasso';
import Magnet from '@lucide/svelte/icons/magnet';
import MousePointerClick from '@lucide/svelte/icons/mouse-pointer-click';
import PaintBucket from '@lucide/svelte/icons/paint-bucket';
import Pentagon from '@lucide/svelte/icons/pentagon';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Shrink from '@lucide/svelte/icons/shrink';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Square from '@lucide/svelte/icons/square';
import SquaresIntersect from '@lucide/svelte/icons/squares-intersect';
import SquaresSubtract from '@lucide/svelte/icons/squares-subtract';
import SquaresUnite from '@lucide/svelte/icons/squares-unite';
import Trash from '@lucide/svelte/icons/trash';
import Wand from '@lucide/svelte/icons/wand';

import type { ToolName } from '../../canvas/tools/tool.ts';

export const toolIcons: Readonly<Record<ToolName, typeof Circle>> = {
  brush: Brush,
  eraser: Eraser,
  lasso: Lasso,
  polygon: Pentagon,
  rectangle: Square,
  wand: Wand,
  smart: Sparkles,
  click: MousePointerClick,
  hole: PaintBucket,
  island: CircleOff,
  transfer: ArrowRightLeft,
};

export const changes = [
  { command: 'snap', Icon: Magnet },
  { command: 'invert', Icon: Contrast },
  { command: 'dilate', Icon: Expand },
  { command: 'erode', Icon: Shrink },
  { command: 'unite-with', Icon: SquaresUnite },
  { command: 'subtract-tag', Icon: SquaresSubtract },
  { command: 'intersect-with', Icon: SquaresIntersect },
  { command: 'move-into', Icon: Combine },
  { command: 'copy-previous', Icon: Copy },
  { command: 'restore-proposal', Icon: RotateCcw },
  { command: 'clear-mask', Icon: Trash },
] as const;
