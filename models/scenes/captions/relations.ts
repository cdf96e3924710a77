import type { Dice } from '../dice.ts';
import type { Thing } from '../thing.ts';

const shady = ['tree', 'palm', 'pine', 'umbrella', 'streetlamp'];

/** How `a` stands to `b`, in words that the picture bears out. */
export function relationOf(a: Thing, b: Thing, dice: Dice): string {
  const shared = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
  const narrower = Math.min(a.box.right - a.box.left, b.box.right - b.box.left);
  const overlapping = shared > narrower * 0.25;
  if (a.kind.habitats.includes('sky') && !b.kind.habitats.includes('sky'))
    return overlapping ? dice.pick(['above', 'over', 'high above']) : dice.pick(['and', 'near']);
  if (overlapping && shady.includes(b.kind.name) && isUnder(a, b))
    return dice.pick(['under', 'beneath', 'in the shade of', 'under']);
  if (overlapping && Math.abs(a.y - b.y) > 14) return a.y < b.y ? 'behind' : 'in front of';
  if (dice.chance(0.25))
    return (a.box.left + a.box.right) / 2 < (b.box.left + b.box.right) / 2
      ? 'to the left of'
      : 'to the right of';
  return dice.pick(['next to', 'beside', 'near', 'by', 'next to', 'not far from']);
}

function isUnder(a: Thing, b: Thing): boolean {
  return a.y >= b.y - 6 && a.y - b.y < 60 && a.box.bottom - a.box.top < 0.75 * (b.box.bottom - b.box.top);
}
