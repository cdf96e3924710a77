import type { Rule } from './gradient-rule.ts';
import { interpolationMatrix } from './interpolation.ts';
import type { Node } from './node.ts';
import { constant, matMul, transpose } from './ops.ts';
import { ShapeError } from './shapes.ts';

/** y = R·x·Cᵀ with a matrix for the rows and one for the columns, so ∂x = Rᵀ·g·C. */
export const resizeRule: Rule<'Resize'> = ({ gradient: g, attributes: { mode, sizes, scales } }, x) => [
  () => {
    const matrix = (axis: 2 | 3): Node => {
      const [from, to] = [x.shape[axis], sizes[axis]];
      if (typeof from !== 'number' || typeof to !== 'number')
        throw new ShapeError('The gradient of Resize', [x.shape, sizes], 'the sides have to be numbers');
      const data = Array.from(interpolationMatrix(mode, { from, to, scale: scales?.[axis] }));
      return constant({ type: 'float32', shape: [to, from], data });
    };
    return matMul(matMul(transpose(matrix(2), [1, 0]), g), matrix(3));
  },
];
