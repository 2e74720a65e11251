import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { RememberedColumns } from '../../../connector/hosts/setup/remembered-columns.ts';
import { Uploads } from '../../../connector/hosts/setup/upload.ts';

describe('a file that was brought in', () => {
  it('U-5: columns that are chosen one after the other, faster than the file is read, all count', async () => {
    const uploads = new Uploads(new RememberedColumns(undefined));
    await uploads.take('a.csv', Readable.from([Buffer.from('Kennung;Titel;Aktion\na;A;added\n')]));
    const chosen = { Kennung: 'segment_code', Titel: 'segment_name', Aktion: 'change' } as const;
    await Promise.all(
      Object.entries(chosen).map(([heading, field]) => uploads.reread({ columns: { [heading]: field } })),
    );
    const columns = uploads.current?.view.columns ?? [];
    expect(Object.fromEntries(columns.map(({ heading, field }) => [heading, field]))).toEqual(chosen);
    await uploads.close();
  });

  it.each([
    ['a.csv', 'segment_code,segment_name\na,A\n'],
    ['a.ndjson', '{"segment_code":"a","segment_name":"A"}\n'],
    ['a.json', '[{"segment_code":"a","segment_name":"A"}]'],
  ])('U-5: %s, in which nothing says what changed, asks what its rows do', async (name, content) => {
    const uploads = new Uploads(new RememberedColumns(undefined));
    await uploads.take(name, Readable.from([Buffer.from(content)]));
    expect(uploads.current?.view.asks).toEqual({ kind: 'effect' });
    await uploads.close();
  });

  it('U-5: objects of which one says what changed are a change list', async () => {
    const uploads = new Uploads(new RememberedColumns(undefined));
    const lines = '{"segment_code":"a","segment_name":"A"}\n{"segment_code":"b","change":"removed"}\n';
    await uploads.take('a.ndjson', Readable.from([Buffer.from(lines)]));
    expect(uploads.current?.view.asks).toBeUndefined();
    await uploads.close();
  });
});
