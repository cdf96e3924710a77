import { describe, expect, test } from 'vitest';

import {
  addDims,
  divideDim,
  evaluateDim,
  multiplyDims,
  sizeOfShape,
  subtractDims,
} from '../../../models/graph/dim.ts';

describe('dimensions', () => {
  test('equal polynomials are written the same way', () => {
    expect(addDims(multiplyDims('w', 'h'), 1)).toBe('h*w+1');
    expect(addDims(1, multiplyDims('h', 'w'))).toBe('h*w+1');
    expect(multiplyDims(addDims('L', 2), addDims('L', -2))).toBe('L*L-4');
    expect(sizeOfShape(['B', 'h*w+1', 8])).toBe('8*B*h*w+8*B');
  });

  test('what cancels out leaves a number', () => {
    expect(subtractDims('h*w+1', 'w*h')).toBe(1);
    expect(subtractDims('L', 'L')).toBe(0);
    expect(subtractDims('L', 1)).toBe('L-1');
  });

  test('division is exact or not at all', () => {
    expect(divideDim('16*h', 16)).toBe('h');
    expect(divideDim('16*h+8', 16)).toBeUndefined();
    expect(divideDim(12, 4)).toBe(3);
  });

  test('a dimension has the value that its symbols give it', () => {
    const valueOf = (symbol: string): number => ({ h: 9, w: 13 })[symbol] ?? NaN;
    expect(evaluateDim('h*w+1', valueOf)).toBe(118);
    expect(evaluateDim('2*h-w', valueOf)).toBe(5);
    expect(evaluateDim(7, valueOf)).toBe(7);
  });
});
