import { z } from 'zod';

const column = z.string().min(1).max(200);

/** `{file?, caption?, header?}`: which columns of a caption file hold what; `caption` may be a list. */
export const captionMap = z.strictObject({
  file: column.exactOptional(),
  caption: z.union([column, z.array(column).min(1).max(100).readonly()]).exactOptional(),
  header: z.boolean().exactOptional(),
});
