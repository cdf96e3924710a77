import { describe, expect, it } from 'vitest';

import { CommandLine } from '../../../../src-renderer/features/review/command-line.ts';

const fail = (error: unknown) => {
  throw error;
};

describe('the line of commands', () => {
  it('carries a command out within the call while nothing is on its way', () => {
    const done: string[] = [];
    new CommandLine(fail).run(() => void done.push('accept'));
    expect(done).toEqual(['accept']);
  });

  it('holds later keys until the picture has come', async () => {
    const done: string[] = [];
    const line = new CommandLine(fail);
    const picture = Promise.withResolvers<undefined>();
    line.run(async () => {
      await picture.promise;
      done.push('next picture');
    });
    line.run(() => void done.push('accept'));
    line.run(() => void done.push('reject'));
    expect(line.busy).toBe(true);
    expect(done).toEqual([]);
    picture.resolve(undefined);
    await expect.poll(() => done).toEqual(['next picture', 'accept', 'reject']);
    expect(line.busy).toBe(false);
  });

  it('tells a failure and goes on', async () => {
    const told: unknown[] = [];
    const done: string[] = [];
    const line = new CommandLine((error) => told.push(error));
    line.run(() => Promise.reject(new Error('no such picture')));
    line.run(() => {
      throw new Error('at once');
    });
    line.run(() => void done.push('accept'));
    await expect.poll(() => done).toEqual(['accept']);
    expect(told.map(String)).toEqual(['Error: no such picture', 'Error: at once']);
  });
});
