import { describe, expect, test } from 'vitest';

import { describeSlowness, findSlowness, type Speed } from '../../../models/clip/device-speed.ts';

interface Device {
  /** What it takes to begin, however many pictures come. */
  readonly startMs: number;
  readonly pictureMs: number;
}

const processor: Device = { startMs: 0, pictureMs: 2 };
const take = ({ startMs, pictureMs }: Device, pictures: number): number => startMs + pictures * pictureMs;

/** What is found, and for how many pictures it asked besides the first. */
async function look(device: Device): Promise<{ found: Speed | null; asked: readonly number[] }> {
  const asked: number[] = [];
  const speedOf = (pictures: number): Speed => ({
    pictures,
    thereMs: take(device, pictures),
    hereMs: take(processor, pictures),
  });
  const found = await findSlowness(speedOf(1), (pictures) => {
    asked.push(pictures);
    return Promise.resolve(speedOf(pictures));
  });
  return { found, asked };
}

describe('a device beside the processor', () => {
  test('is not slow where one picture is done in about the same time', async () => {
    expect(await look({ startMs: 1, pictureMs: 2 })).toEqual({ found: null, asked: [] });
  });

  test('is not slow where only its start takes long', async () => {
    const { found, asked } = await look({ startMs: 5, pictureMs: 0.2 });
    expect(found).toBeNull();
    expect(asked).toHaveLength(1);
  });

  test('is slow where each picture takes longer', async () => {
    const { found, asked } = await look({ startMs: 5, pictureMs: 5 });
    expect(found?.pictures).toBe(asked[0]);
    expect(describeSlowness(found ?? expect.fail())).toBe(
      'it is slower than the CPU: 85 ms against 32 ms for 16 small pictures.',
    );
  });

  test('is not asked again where one picture takes it a hundred times as long', async () => {
    const { found, asked } = await look({ startMs: 5, pictureMs: 600 });
    expect(asked).toEqual([]);
    expect(describeSlowness(found ?? expect.fail())).toBe(
      'it is slower than the CPU: 605 ms against 2 ms for a small picture.',
    );
  });
});
