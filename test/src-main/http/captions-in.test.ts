import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import type { CaptionCandidates, CaptionPreview } from '../../../src-main/services/caption-preview-types.ts';
import type { PictureDetail } from '../../../src-main/services/types.ts';
import { codeOf, makeDataset, startServer } from './fixture.ts';
import type { TestServer } from './fixture.ts';

const mixed = '🏖️ ילד משחק עם New York مرحبا 👩‍👩‍👧 بالعالم';
let server: TestServer;

beforeEach(async () => {
  server = await startServer();
  const folder = await makeDataset();
  writeFileSync(
    join(folder, 'extra.csv'),
    `picture,says,by\n"a dog.jpg","${mixed}",ann\nnone.jpg,a cat,bob\n`,
  );
  await server.workspace.open(folder);
  await server.workspace.jobs.settled();
});

describe('captions that are about to come in, over HTTP', () => {
  test('are found by file, previewed with a guess and with a mapping, and nothing is written', async () => {
    const before = (await server.get('/api/status')).text;
    const { files } = JSON.parse((await server.get('/api/dataset/captions')).text) as CaptionCandidates;
    expect(files.map(({ path }) => path)).toContain('extra.csv');
    const map = { file: 'picture', caption: ['says', 'by'] };
    const answer = await server.post('/api/dataset/captions/preview', { file: 'extra.csv', map });
    const preview = JSON.parse(answer.text) as CaptionPreview;
    expect(preview).toMatchObject({
      format: 'table',
      rows: 2,
      matched: 1,
      map: { file: 'picture', captions: ['says', 'by'] },
    });
    expect(preview.unmatched.map(({ file }) => file)).toEqual(['none.jpg']);
    expect((await server.get('/api/status')).text).toBe(before);
  });

  test.each([
    [{ file: '../extra.csv' }, 403, 'path-leads-out'],
    [{ file: 'gone.csv' }, 404, 'no-such-path'],
    [{ file: 'extra.csv', map: { columns: 1 } }, 400, 'bad-request'],
  ])('that cannot be looked at are refused: %j', async (choice, status, code) => {
    const answer = await server.post('/api/dataset/captions/preview', choice);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  test('of mixed directions come in with places that the page can cut them at', async () => {
    const captionFiles = [{ file: 'extra.csv', map: { file: 'picture', caption: ['says'] } }];
    await server.post('/api/dataset/import', { captionFiles });
    await server.workspace.jobs.settled();
    const { pictures } = JSON.parse((await server.get('/api/pictures')).text) as {
      pictures: { id: number; path: string }[];
    };
    const id = pictures.find(({ path }) => path === 'a dog.jpg')?.id;
    const { captions, tags } = JSON.parse((await server.get(`/api/pictures/${id}`)).text) as PictureDetail;
    const caption = captions.find(({ source }) => source === 'extra.csv');
    expect(caption?.text).toBe(mixed);
    const words = caption?.occurrences.map(({ start, end }) => mixed.slice(start, end));
    expect(words).toEqual(['ילד', 'משחק', 'עם', 'New', 'York', 'مرحبا', 'بالعالم']);
    const texts = new Map(tags.map((tag) => [tag.id, tag.text]));
    expect(caption?.occurrences.map(({ tagId }) => texts.get(tagId))).toEqual(
      words?.map((word) => word.toLowerCase()),
    );
  });
});
