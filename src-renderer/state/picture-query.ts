import type { PictureQuery, PictureSort, PictureState } from '../../src-main/services/library-types.ts';

export const pictureStates = ['undecided', 'reviewed', 'accepted', 'rejected', 'unsure', 'untagged'] as const;
export const pictureSorts = ['name', 'score', 'uncertainty', 'disagreement', 'area', 'undecided'] as const;

/** The conditions, without the order. */
const conditions = [
  ...['state', 'tag', 'text', 'minScore', 'maxScore', 'run', 'model', 'reviewer', 'errors'],
] as readonly (keyof PictureQuery)[];

/** The fields of an address; empty for every picture by name. */
export function formatQuery(query: PictureQuery): Record<string, string> {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}

/** The same as a text: `tag=dog&sort=score`. */
export function formatSearch(query: PictureQuery): string {
  return new URLSearchParams(formatQuery(query)).toString();
}

/** Reads an address without trust: what it does not know it leaves out. */
export function parseQuery(search: string): PictureQuery {
  const fields = new URLSearchParams(search);
  const text = (name: string) => fields.get(name)?.slice(0, 1000) || undefined;
  const score = (name: string) =>
    /^(0(\.\d{1,4})?|1(\.0*)?)$/.test(text(name) ?? '') ? Number(text(name)) : undefined;
  const run = text('run');
  return compact({
    state: pictureStates.find((known) => known === text('state')),
    tag: text('tag'),
    text: text('text'),
    minScore: score('minScore'),
    maxScore: score('maxScore'),
    run: run !== undefined && /^[1-9]\d{0,8}$/.test(run) ? Number(run) : undefined,
    model: text('model'),
    reviewer: text('reviewer'),
    errors: text('errors') === 'true' ? true : undefined,
    sort: pictureSorts.find((known) => known === text('sort')),
    order: (['ascending', 'descending'] as const).find((known) => known === text('order')),
  });
}

type Loose = { readonly [Name in keyof PictureQuery]: PictureQuery[Name] | undefined };

/** Without the fields that say nothing, so that equal queries have equal addresses. */
export function compact(query: Loose): PictureQuery {
  const plainOrder = (query.sort ?? 'name') === 'name' ? 'ascending' : 'descending';
  const plain = { ...query };
  const said = Object.entries(plain).filter(
    ([name, value]) =>
      value !== undefined &&
      value !== '' &&
      !(name === 'sort' && value === 'name') &&
      !(name === 'order' && value === plainOrder),
  );
  return Object.fromEntries(said) as PictureQuery;
}

/** True where not every picture is shown. */
export function isFiltered(query: PictureQuery): boolean {
  return conditions.some((name) => query[name] !== undefined);
}

/** The same order without conditions. */
export function withoutFilter({ sort, order }: PictureQuery): PictureQuery {
  return compact({ sort, order });
}

export function isDescending({ sort, order }: PictureQuery): boolean {
  return order === undefined ? (sort ?? 'name') !== 'name' : order === 'descending';
}

export type { PictureQuery, PictureSort, PictureState };
