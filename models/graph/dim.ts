/**
 * A dimension: a number, or a polynomial in named symbols as canonical text ("h*w+1", "16*h"), so that shapes stay plain data
 * and two dimensions are equal exactly when they are `===`.
 */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** Monomial ("h*w", symbols in alphabetical order; "" for the constant) → integer coefficient. */
type Polynomial = ReadonlyMap<string, number>;

function parse(dim: Dim): Polynomial {
  if (typeof dim === 'number') return new Map([['', dim]]);
  const terms = new Map<string, number>();
  for (const term of dim.match(/[+-]?[^+-]+/g) ?? []) {
    let coefficient = term.startsWith('-') ? -1 : 1;
    const symbols: string[] = [];
    for (const factor of term.replace(/^[+-]/, '').split('*')) {
      if (/^\d+$/.test(factor)) coefficient *= Number(factor);
      else symbols.push(factor);
    }
    const monomial = symbols.sort().join('*');
    terms.set(monomial, (terms.get(monomial) ?? 0) + coefficient);
  }
  return terms;
}

const degree = (monomial: string): number => (monomial === '' ? 0 : monomial.split('*').length);

function format(polynomial: Polynomial): Dim {
  const terms = [...polynomial].filter(([, coefficient]) => coefficient !== 0);
  if (terms.every(([monomial]) => monomial === '')) return terms[0]?.[1] ?? 0;
  terms.sort(([a], [b]) => degree(b) - degree(a) || (a < b ? -1 : 1));
  const texts = terms.map(([monomial, coefficient]) => {
    if (monomial === '') return String(coefficient);
    if (Math.abs(coefficient) === 1) return (coefficient < 0 ? '-' : '') + monomial;
    return `${coefficient}*${monomial}`;
  });
  return texts.join('+').replaceAll('+-', '-');
}

export function addDims(a: Dim, b: Dim): Dim {
  const sum = new Map(parse(a));
  for (const [monomial, coefficient] of parse(b)) sum.set(monomial, (sum.get(monomial) ?? 0) + coefficient);
  return format(sum);
}

export function multiplyDims(a: Dim, b: Dim): Dim {
  const product = new Map<string, number>();
  for (const [left, x] of parse(a)) {
    for (const [right, y] of parse(b)) {
      const symbols = [...left.split('*'), ...right.split('*')].filter((symbol) => symbol !== '');
      const monomial = symbols.sort().join('*');
      product.set(monomial, (product.get(monomial) ?? 0) + x * y);
    }
  }
  return format(product);
}

export const subtractDims = (a: Dim, b: Dim): Dim => addDims(a, multiplyDims(b, -1));

/** dim / divisor where that is a whole number for every value of the symbols, else undefined. */
export function divideDim(dim: Dim, divisor: number): Dim | undefined {
  const terms = [...parse(dim)];
  if (terms.some(([, coefficient]) => coefficient % divisor !== 0)) return undefined;
  return format(new Map(terms.map(([monomial, coefficient]) => [monomial, coefficient / divisor])));
}

/** Number of elements of a tensor of this shape. */
export const sizeOfShape = (shape: Shape): Dim => shape.reduce<Dim>(multiplyDims, 1);

export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`;

/** The terms of a dimension, for a runtime that has to compute it: each a coefficient and the symbols it multiplies. */
export function termsOfDim(
  dim: Dim,
): { readonly coefficient: number; readonly symbols: readonly string[] }[] {
  return [...parse(dim)].map(([monomial, coefficient]) => ({
    coefficient,
    symbols: monomial === '' ? [] : monomial.split('*'),
  }));
}

/** `c*s` as a symbol and its factor, or undefined for anything else: the form that an input's side must have. */
export function symbolOfDim(dim: Dim): { readonly symbol: string; readonly factor: number } | undefined {
  const [term, ...others] = typeof dim === 'number' ? [] : termsOfDim(dim);
  const [symbol, ...more] = term?.symbols ?? [];
  if (term === undefined || symbol === undefined || others.length > 0 || more.length > 0) return undefined;
  return { symbol, factor: term.coefficient };
}

/** The number that a dimension is, where `valueOf` gives that of each symbol. */
export function evaluateDim(dim: Dim, valueOf: (symbol: string) => number): number {
  return termsOfDim(dim).reduce(
    (sum, { coefficient, symbols }) =>
      sum + symbols.reduce((product, name) => product * valueOf(name), coefficient),
    0,
  );
}
