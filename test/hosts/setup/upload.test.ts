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
});
