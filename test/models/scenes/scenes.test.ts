import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { drawScene, kinds, sceneSeed, settings, type Scene } from '../../../models/scenes/index.ts';
import { findCandidates } from '../../../models/tagging/index.ts';

const small = { width: 112, height: 112 };
const hashOf = ({ pixels }: Scene): string => createHash('sha256').update(pixels).digest('hex').slice(0, 16);
const many = Array.from({ length: 300 }, (_, i) => drawScene(sceneSeed(1, i), small, { captions: 2 }));

const namesOf = (scene: Scene): (readonly [string, boolean, string])[] =>
  scene.captions.flatMap(({ words }) =>
    words.map(({ text, relevant, kind }) => [text, relevant, kind] as const),
  );

describe('a scene', () => {
  test('has the pixels and captions that its seed has always had', () => {
    const seen = [0, 7, 4294967295].map((seed) => {
      const scene = drawScene(seed, { width: 160, height: 120 });
      return { seed, pixels: hashOf(scene), caption: scene.captions[0]?.text };
    });
    expect(seen).toMatchInlineSnapshot(`
      [
        {
          "caption": "a close look at some fires under the clear sky today.",
          "pixels": "ead58410f6fb1162",
          "seed": 0,
        },
        {
          "caption": "this is the orange bird and three green airplanes.",
          "pixels": "4dca07840e4eb64e",
          "seed": 7,
        },
        {
          "caption": "one big lighthouse next to a boat, also a tiny red rocket and a tiny yellow kite.",
          "pixels": "a65de1faed7d40f0",
          "seed": 4294967295,
        },
      ]
    `);
  });

  test('is another from another seed, and the same one at another time', () => {
    expect(hashOf(drawScene(3, small))).toBe(hashOf(drawScene(3, small)));
    expect(new Set(many.map(hashOf)).size).toBe(many.length);
  });

  test('has the same captions and nearly the same truth at every size of one shape', () => {
    for (let seed = 0; seed < 40; seed++) {
      const [a, b] = [drawScene(seed, small), drawScene(seed, { width: 224, height: 224 })];
      expect(b.captions.map(({ text }) => text)).toEqual(a.captions.map(({ text }) => text));
      const differing = namesOf(a).filter(([, relevant], i) => relevant !== namesOf(b)[i]?.[1]);
      expect(differing.length, `seed ${seed}`).toBeLessThanOrEqual(1);
    }
  });

  test('has as many objects as it was asked for, at most, and at least one', () => {
    const heavenly = new Set(['sun', 'moon', 'cloud', 'star', 'rainbow']);
    for (let seed = 0; seed < 60; seed++) {
      const { objects } = drawScene(seed, small, { objects: [1, 2] });
      const own = objects.filter(({ kind }) => !heavenly.has(kind));
      expect(own.length).toBeGreaterThanOrEqual(1);
      expect(own.length).toBeLessThanOrEqual(2);
    }
  });
});

describe('the truth of a caption', () => {
  test('covers every word, at its place in the text', () => {
    for (const { text, words } of many.flatMap(({ captions }) => captions)) {
      expect(words.map(({ text: word, start, end }) => ({ text: word, start, end }))).toEqual(
        findCandidates(text),
      );
      for (const word of words) expect(text.slice(word.start, word.end).toLowerCase()).toBe(word.text);
    }
  });

  test('is a mask with pixels where the word is relevant, and none where it is not', () => {
    for (const { relevant, kind, mask } of many.flatMap(({ captions }) =>
      captions.flatMap(({ words }) => words),
    )) {
      expect(mask !== null).toBe(relevant);
      expect(kind !== 'none').toBe(relevant);
      if (mask !== null) expect(mask.data.reduce((sum, value) => sum + value, 0)).toBeGreaterThanOrEqual(6);
    }
  });

  test('gives a word that names one kind exactly the pixels that show this kind', () => {
    let compared = 0;
    for (const { captions, objects, owners } of many) {
      for (const word of captions.flatMap(({ words }) => words)) {
        if (!['cow', 'penguin', 'guitar', 'car', 'sheep', 'tent'].includes(word.text) || word.mask === null)
          continue;
        const shown = new Set(objects.filter(({ kind }) => kind === word.text).map(({ owner }) => owner));
        expect(word.mask.data).toEqual(owners.map((owner) => (shown.has(owner) ? 1 : 0)));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(5);
  });

  test('knows words that are not in the picture and things that no caption names', () => {
    const nouns = new Set(kinds.flatMap(({ name }) => name));
    const absent = many.flatMap(namesOf).filter(([text, relevant]) => !relevant && nouns.has(text));
    expect(absent.length).toBeGreaterThan(10);
    const unnamed = many.filter(({ objects, captions }) =>
      objects.some(({ kind }) => nouns.has(kind) && !captions.some(({ text }) => text.includes(kind))),
    );
    expect(unnamed.length).toBeGreaterThan(30);
  });

  test('holds words of every sort', () => {
    const sorts = new Set(many.flatMap(namesOf).map(([, , kind]) => kind));
    expect([...sorts].sort()).toEqual(['background', 'colour', 'none', 'object', 'part']);
  });

  test('of bare names has no colours', () => {
    for (let seed = 0; seed < 60; seed++) {
      const kindsOfWords = namesOf(drawScene(seed, small, { style: 'names' })).map(([, , kind]) => kind);
      expect(kindsOfWords).not.toContain('colour');
      expect(kindsOfWords).toContain('object');
    }
  });
});

test('every pixel belongs to something', () => {
  for (const { owners } of many.slice(0, 100)) expect(owners.includes(0)).toBe(false);
});

test('every kind and every setting comes up within 2,000 seeds', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 2000; seed++) {
    const { setting, objects } = drawScene(seed, { width: 32, height: 32 });
    seen.add(`in ${setting}`);
    for (const { kind } of objects) seen.add(kind);
  }
  const all = [...kinds.map(({ name }) => name), ...settings.map(({ name }) => `in ${name}`)];
  expect(all.filter((name) => !seen.has(name))).toEqual([]);
  expect(kinds.length).toBeGreaterThanOrEqual(40);
  expect(settings.length).toBeGreaterThanOrEqual(10);
});
