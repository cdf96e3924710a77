import { describe, expect, test } from 'vitest';

import { MaskCounts } from '../../../models/evaluation/mask-counts.ts';
import { hasSameWords, type JudgedWord } from '../../../models/evaluation/scene.ts';
import { methods, TagCounts } from '../../../models/evaluation/tag-counts.ts';
import { drawHeldOut } from '../../../models/starter/held-out.ts';
import { pixelStatistics } from '../../../models/starter/pixel-statistics.ts';

const bitmap = (text: string) => ({ width: 4, height: 1, data: Uint8Array.from(text, Number) });
const word = (text: string, mask: string | null, isBackground = false): JudgedWord => ({
  text,
  relevant: mask !== null,
  isBackground,
  mask: mask === null ? null : bitmap(mask),
});

describe('tags of captions', () => {
  const scores = { image: [1, 0, 0.4], text: [0, 1, 0], imageText: [1, 1, 0.4], pixel: [0.9, 0.1, 0.8] };

  test('are counted by each scoring, over every word', () => {
    const counts = new TagCounts({ tau: 0.5, floor: 0.2 });
    counts.add([true, false, true], scores);
    const report = counts.report();
    expect(counts.words).toBe(3);
    expect(report.image).toMatchObject({ precision: 1, recall: 0.5, map: 1 });
    expect(report.text).toMatchObject({ precision: 0, recall: 0 });
    expect(report.pixel).toEqual({ precision: 1, recall: 1, f1: 1, accuracy: 1, map: 1 });
  });

  test('of a picture that reaches no floor are none by pixels, and as ever by the others', () => {
    const counts = new TagCounts({ tau: 0.5, floor: 0.95 });
    counts.add([true, false, true], scores);
    expect(counts.report().pixel).toMatchObject({ recall: 0, map: 1 });
    expect(counts.report().image.recall).toBe(0.5);
  });

  test('without any truth say nothing about precision by rank', () => {
    const counts = new TagCounts({ tau: 0.5, floor: 0 });
    counts.add([false, false, false], scores);
    for (const method of methods) expect(counts.report()[method]).toMatchObject({ map: 0, f1: 0 });
  });
});

describe('masks of captions', () => {
  const words = [word('dog', '1100'), word('grass', '0111', true), word('a', null), word('dog', '1100')];
  const proposals: Readonly<Record<string, string>> = { dog: '0100', grass: '1111' };
  const maskOf = (text: string): Uint8Array => bitmap(proposals[text] ?? '0000').data;

  test('are counted once a tag, and backgrounds not as objects', () => {
    const counts = new MaskCounts();
    counts.add(words, bitmap('1100').data, maskOf);
    // Against objects: exact. Against all: foreground 2 of 4, background none of 2.
    expect(counts.report()).toMatchObject({ objectIoU: 0.5, captionObjectIoU: 1, captionIoU: 0.25 });
  });

  test('are added up over pictures before they are divided', () => {
    const counts = new MaskCounts();
    counts.add([word('cat', '1000')], bitmap('1100').data, () => bitmap('0000').data);
    counts.add([word('cat', '1110')], bitmap('1110').data, () => bitmap('1110').data);
    expect(counts.report()).toMatchObject({ objectIoU: 0.5, captionIoU: (4 / 5 + 3 / 4) / 2 });
    expect(new MaskCounts().report()).toMatchObject({ objectIoU: 0, captionIoU: 0 });
  });
});

describe('held-out scenes', () => {
  test('come with a truth for every word of their captions', () => {
    const scenes = [...drawHeldOut({ seed: 3, count: 12, sidePx: 64 }, pixelStatistics)];
    expect(scenes).toHaveLength(12);
    for (const scene of scenes) {
      expect(hasSameWords(scene)).toBe(true);
      expect(scene.input.shape).toEqual([1, 3, 64, 64]);
      for (const { relevant, mask } of scene.words) expect(mask === null).toBe(!relevant);
    }
    expect(hasSameWords({ ...scenes[0], caption: 'other words' } as (typeof scenes)[0])).toBe(false);
  });
});
