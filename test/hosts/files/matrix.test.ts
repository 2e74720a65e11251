import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readFile, valuesOf } from './read.ts';

/** What every file of the matrix says, in its own way. */
const ROWS = [
  { segment_code: 'muc', segment_name: 'Münchner Leser', description: 'one, two; three|four', cpm: '1.5' },
  { segment_code: 'par', segment_name: 'Café "Été"', description: 'tab\there', cpm: '2' },
  { segment_code: '00123', segment_name: 'Größe', description: 'last', cpm: '0.25' },
];

const SEPARATORS = [',', ';', '\t', '|'];
const LINE_ENDS = { LF: '\n', CRLF: '\r\n', CR: '\r', 'LF without the last': '\n' };
const HEADINGS = {
  exact: ['segment_code', 'segment_name', 'description', 'cpm'],
  spaced: ['Segment Code', 'SEGMENT NAME', 'Description', 'CPM'],
  camel: ['segmentCode', 'segmentName', 'description', 'Cpm'],
  aliases: ['Audience-ID', 'Title', 'description', 'Price'],
  permutive: ['ID', 'Name', 'Description', 'CPM (USD)'],
  'with marks around them': ['\u200bsegment_code ', ' segment_name\u200b', '"description"', 'cpm'],
};

const utf16be = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

/** Bytes of a text, and how the file is to be asked for. */
const ENCODINGS: Record<string, (text: string) => { bytes: Uint8Array; asked?: 'windows-1252' | 'utf-16le' }> = {
  'UTF-8': (text) => ({ bytes: Buffer.from(text) }),
  'UTF-8 with a mark': (text) => ({ bytes: Buffer.from(`\ufeff${text}`) }),
  'UTF-16 LE': (text) => ({ bytes: Buffer.from(`\ufeff${text}`, 'utf16le') }),
  'UTF-16 BE': (text) => ({ bytes: utf16be(text) }),
  'Windows-1252': (text) => ({ bytes: Buffer.from(text, 'latin1'), asked: 'windows-1252' }),
  'gzip of UTF-8': (text) => ({ bytes: gzipSync(text) }),
};

function csv(headings: readonly string[], separator: string, end: string, closed: boolean): string {
  const cell = (value: string) => (/[",;|\t]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = ROWS.map((row) => Object.values(row).map(cell).join(separator));
  return [headings.join(separator), ...lines].join(end) + (closed ? end : '');
}

describe('F-1, F-2, F-6: a file is read the same, however it is written', () => {
  for (const [encoding, encode] of Object.entries(ENCODINGS)) {
    for (const separator of SEPARATORS) {
      it(`${encoding}, separated by ${JSON.stringify(separator)}: all line ends, all headings`, async () => {
        for (const [name, end] of Object.entries(LINE_ENDS)) {
          for (const [spelling, headings] of Object.entries(HEADINGS)) {
            // A mark that Windows-1252 does not have cannot stand in its files.
            if (encoding === 'Windows-1252' && spelling.startsWith('with marks')) continue;
            const { bytes, asked } = encode(csv(headings, separator, end, !name.includes('without')));
            const read = await readFile(bytes, asked === undefined ? {} : { encoding: asked });
            expect({ name, spelling, values: valuesOf(read) }).toEqual({ name, spelling, values: ROWS });
          }
        }
      });
    }
  }

  it('without --encoding a file in Windows-1252 is one error that says what to do, wherever its first such byte stands', async () => {
    const far = `segment_code,segment_name\n${'news,News\n'.repeat(200_000)}muc,M\xfcnchen\n`;
    for (const text of [csv(HEADINGS.exact, ',', '\n', true), far]) {
      await expect(readFile(Buffer.from(text, 'latin1'))).rejects.toThrow(/UTF-8.*--encoding windows-1252/s);
    }
  });

  it('the refusal shows a line as Windows-1252 reads it, and says when no encoding reads all', async () => {
    const told = (...lines: string[]) =>
      readFile(Buffer.concat(['code,name', ...lines].map((line) => Buffer.from(`${line}\n`, 'latin1'))));
    await expect(told('a,A', 'b,M\xfcnchen')).rejects.toThrow('if line 3 is meant to read: b,München;');
    await expect(told(`b,${'x'.repeat(500)},M\xfcnchen`)).rejects.toThrow('xxx,München;');
    const mac = Buffer.from('code,name\ra,A\rb,Z\xfcrich\r', 'latin1');
    await expect(readFile(mac)).rejects.toThrow('if line 3 is meant to read: b,Zürich;');
    await expect(told('a,M\xc3\xbcnchen', 'b,M\xfcnchen')).rejects.toThrow(
      'in two encodings: line 2 is in UTF-8, line 3 is not',
    );
  });

  it('Windows-1252 is read with its own signs where Latin-1 has none', async () => {
    const bytes = Buffer.from([...Buffer.from('segment_code,segment_name\na,'), 0x80, 0x93, 0x99]);
    expect(valuesOf(await readFile(bytes, { encoding: 'windows-1252' }))).toEqual([
      { segment_code: 'a', segment_name: '€“™' },
    ]);
  });

  it.each<[what: RegExp, bytes: Buffer]>([
    [
      /an Excel workbook.*save it as "CSV UTF-8/s,
      Buffer.from('PK\x03\x04....[Content_Types].xml xl/workbook.xml', 'latin1'),
    ],
    [/Excel workbook of the old kind/, Buffer.from('d0cf11e0a1b11ae100', 'hex')],
    [/an image/, Buffer.from('89504e470d0a1a0a', 'hex')],
    [/a PDF/, Buffer.from('%PDF-1.7\n')],
    [/a web page, .*sign in/, Buffer.from('<!DOCTYPE html><html>')],
    [/a table, .*save it as "CSV/, Buffer.from('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr>')],
    [/XML/, Buffer.from('\ufeff<?xml version="1.0"?><Workbook/>')],
    [/a ZIP archive/, Buffer.from('PK\x03\x04....segments.csv', 'latin1')],
    [/UTF-32/, Buffer.from('fffe0000', 'hex')],
    [/compressed twice/, gzipSync(gzipSync('segment_code\na\n'))],
    [/--encoding utf-16le/, Buffer.from('segment_code,segment_name\na,Alpha\n', 'utf16le')],
  ])('what holds no rows is refused by name: %s', async (what, bytes) => {
    await expect(readFile(bytes, {}, 'rows.csv')).rejects.toThrow(what);
  });
});
