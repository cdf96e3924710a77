import { expect, vi } from 'vitest';

import type { Project } from '../../../src-main/services/project.ts';

/**
 * The steps of SQLite's plans that walk through a table or sort one, for everything that `work` asks; a scan of an index
 * goes in its order (a page) or only counts, runs are a handful, and stale pictures those of one transaction. A project has
 * its statements compiled once, so that only what `work` asks first is seen. FTS5 numbers its own indices: 0:M is by match,
 * 1539 from term to term.
 */
export function listWalks(project: Project, work: () => void): string[] {
  const plans = plansOf(project, work);
  expect(plans.length).toBeGreaterThan(0);
  const steps = plans.flatMap(({ sql, plan }) =>
    plan
      .filter((step) => !isOverOneStep(sql, step))
      .map((step) => `${step} <- ${sql.replaceAll(/\s+/g, ' ')}`),
  );
  const walks = steps.filter(
    (step) =>
      /^SCAN (?!CONSTANT|run\b|known\b|stale_picture\b)/.test(step) &&
      !/USING (COVERING )?INDEX|VIRTUAL TABLE INDEX (0:M|1539)/.test(step),
  );
  const sorts = steps.filter((step) => step.includes('TEMP B-TREE'));
  return [...walks, ...sorts];
}

/**
 * What a set of decisions walks through: its own rows, and what they come to by word. The states are in the plan of the
 * log's rows only for the foreign key, and SQLite passes over them as long as no row has broken one before.
 */
const isOverOneStep = (sql: string, step: string): boolean =>
  sql.includes('step_row') &&
  (/^SCAN (step_row|more)\b|TEMP B-TREE FOR GROUP BY/.test(step) ||
    (step === 'SCAN tag_state' && sql.includes('INSERT INTO decision')));

/** Every statement that `work` has SQLite compile, with SQLite's plan for it. */
function plansOf(project: Project, work: () => void): { sql: string; plan: string[] }[] {
  const prepare = vi.spyOn(project.db, 'prepare');
  work();
  const statements = new Set(prepare.mock.calls.map(([sql]) => sql));
  prepare.mockRestore();
  return [...statements].map((sql) => {
    const names = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name = '']) => [name, 1]));
    const places = [...sql.matchAll(/\?/g)].map(() => 1);
    const explain = project.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const rows = Object.keys(names).length > 0 ? explain.all(names) : explain.all(...places);
    return { sql, plan: rows.map(({ detail }) => detail) };
  });
}
