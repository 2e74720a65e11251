import { describe, expect, it } from '@jest/globals';
import { readFile, valuesOf } from './read.ts';

const HEAD = 'segment_code,segment_name,description\n';

describe('the form of a file', () => {
  it('F-2: a first line sep= tells the separator and is passed over', async () => {
    const { rows } = await readFile('sep=|\nsegment_code|segment_name\na,b|Alpha\n');
    expect(rows).toMatchObject([{ line: 3, values: { segment_code: 'a,b', segment_name: 'Alpha' } }]);
  });

  it('F-2: the separator is the one under which the heading names most columns, not the most frequent sign', async () => {
    const { understood } = await readFile('segment_code;segment_name (a, b, c, d);description\nx;X;\n');
    expect(understood.heading?.separator).toBe(';');
  });

  it('F-2: sep= is heeded with a tab, and as programs save it again', async () => {
    for (const line of ['sep=\t', '"sep=\t"', '\ufeffsep=\t', 'sep=\t\t\t'])
      expect(valuesOf(await readFile(`${line}\r\nsegment_code\tsegment_name\r\na\tA, B\r\n`))).toEqual([
        { segment_code: 'a', segment_name: 'A, B' },
      ]);
    expect(valuesOf(await readFile('sep=;;;\nsegment_code;segment_name\na;A\n'))).toHaveLength(1);
  });

  it.each([',', ';', '\t'])(
    'F-6: a heading may hold line breaks (%j), and lines are counted with them',
    async (separator) => {
      const cells = (...texts: string[]) => `${texts.join(separator)}\r\n`;
      const text = cells('"Segment\nCode"', 'Title', '"CPM\r\n(USD)"') + cells('a', 'A', '1') + cells('b', 'B', '2');
      const { rows } = await readFile(text);
      expect(rows).toMatchObject([
        { line: 4, values: { segment_code: 'a', segment_name: 'A', cpm: '1' } },
        { line: 5, values: { segment_code: 'b' } },
      ]);
    },
  );

  it('F-6: a heading whose quotation mark is never closed is its first line, and costs no row', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `c${at},Name ${at}\n`).join('');
    for (const text of [`segment_code,"segment_name\n${rows}`, `segment_code,"segment_name\na,A\n`]) {
      const { understood } = await readFile(text, { columns: 'segment_code=segment_code' });
      expect(understood.heading?.headings[0]).toBe('segment_code');
    }
    const inches = await readFile('segment_code,size 5",segment_name\na,b,A\n');
    expect(valuesOf(inches)).toEqual([{ segment_code: 'a', segment_name: 'A' }]);
  });

  it('F-1: a byte order mark that was written twice is no part of the heading', async () => {
    expect(valuesOf(await readFile('\ufeff\ufeff"segment_code","segment_name"\na,A\n'))).toEqual([
      { segment_code: 'a', segment_name: 'A' },
    ]);
  });

  it('files that were put together: the second heading fails its row, the second mark is nothing', async () => {
    const one = '\ufeffsegment_code,segment_name\na,A\n';
    const two = await readFile(`${one}${one.replaceAll('a,A', 'b,B')}`);
    expect(valuesOf(two)).toEqual([
      { segment_code: 'a', segment_name: 'A' },
      'invalid_row',
      { segment_code: 'b', segment_name: 'B' },
    ]);
    expect(two.rows[1]).toMatchObject({ refused: { message: expect.stringContaining('the heading once more') } });
    const line = '\ufeff{"segment_code":"a"}\n';
    expect(valuesOf(await readFile(line + line))).toEqual([{ segment_code: 'a' }, { segment_code: 'a' }]);
  });

  it('F-3: a quoted value may hold line breaks of any kind, and keeps them', async () => {
    const { rows } = await readFile(`${HEAD}a,A,"one\r\ntwo\rthree\nfour"\nb,B,\n`);
    expect(rows).toMatchObject([
      { line: 2, values: { description: 'one\r\ntwo\rthree\nfour' } },
      { line: 6, values: { segment_code: 'b' } },
    ]);
  });

  it('F-3: a record that is never closed is one failed row, and nothing of its inside becomes rows', async () => {
    const read = await readFile(`${HEAD}a,A,\nb,"B,\nc,C,\nd,D,\n`);
    expect(valuesOf(read)).toEqual([{ segment_code: 'a', segment_name: 'A' }, 'invalid_row']);
    expect(read.rows[1]).toMatchObject({ line: 3, rowId: '3' });
  });

  it('F-3: a record longer than 64 KiB is one failed row; what follows it is read', async () => {
    for (const long of [`"${'x\n'.repeat(50_000)}"`, 'x'.repeat(500_000)]) {
      expect(valuesOf(await readFile(`${HEAD}a,A,${long}\nb,B,\n`))).toEqual([
        'invalid_row',
        { segment_code: 'b', segment_name: 'B' },
      ]);
    }
  });

  it('F-3: a quotation mark that is not doubled costs its record, and no value is taken for a row', async () => {
    const read = await readFile(`${HEAD}a,A,"said "hello" to\nevil,Evil,\nand left"\nb,B "x",\nc,C,\n`);
    expect(valuesOf(read)).toEqual(['invalid_row', 'invalid_row', { segment_code: 'c', segment_name: 'C' }]);
    expect(read.rows.map(({ line }) => line)).toEqual([2, 5, 6]);
  });

  it('F-3: spaces around a quoted value are no part of it', async () => {
    expect(valuesOf(await readFile(`${HEAD}a, "A, B" ,\n`))).toEqual([{ segment_code: 'a', segment_name: 'A, B' }]);
  });

  it('a row with too few values, or too many, is a failed row', async () => {
    expect(valuesOf(await readFile(`${HEAD}a,A\nb,B,,x\nc,C,,\n`))).toEqual([
      'invalid_row',
      'invalid_row',
      { segment_code: 'c', segment_name: 'C' },
    ]);
  });

  it('a separator at the end of the heading alone costs no row; what stands under it is told', async () => {
    const read = await readFile('segment_code,segment_name,\na,A\nb,B,\nc,C,note\n');
    expect(valuesOf(read).map((values) => typeof values === 'object' && values.segment_code)).toEqual(['a', 'b', 'c']);
    expect(read.understood.choice.unused).toEqual(['column 3 (no heading)']);
  });

  it('F-9: a row without any value of its own is no row', async () => {
    expect((await readFile(`${HEAD}a,A,\n,,\n \n  , ,\n\n,,,,,\nb,B,\n`)).rows).toHaveLength(2);
    expect((await readFile('{}\n{"segment_code":null}\n{"segment_code":"a"}\n')).rows).toHaveLength(1);
  });

  it.each([
    ['an array on one line', '[{"segment_code":"a"},{"segment_code":"b"}]'],
    ['an array as people print it', '[\n  {\n    "segment_code": "a"\n  },\n  {\n    "segment_code": "b"\n  }\n]\n'],
    ['objects that follow each other', '{\n "segment_code": "a"\n}\n{\n "segment_code": "b"\n}\n'],
    ['NDJSON', '{"segment_code":"a"}\r\n\r\n{"segment_code":"b"}'],
    ['NDJSON with brackets in its texts', '{"segment_code":"a","description":"}]{["}\n{"segment_code":"b"}\n'],
  ])('F-1: %s is read as rows', async (_form, text) => {
    const codes = valuesOf(await readFile(text)).map((values) => typeof values === 'object' && values.segment_code);
    expect(codes).toEqual(['a', 'b']);
  });

  it('F-1: one bad element of an array, or line of NDJSON, costs one row', async () => {
    const good = { segment_code: 'b' };
    expect(valuesOf(await readFile('[{"segment_code":},{"segment_code":"b"},[1]]'))).toEqual([
      'invalid_row',
      good,
      'invalid_row',
    ]);
    expect(valuesOf(await readFile('{"segment_code":\n{"segment_code":"b"}\n7\n'))).toEqual([
      'invalid_row',
      good,
      'invalid_row',
    ]);
  });

  it('F-1: what is no object in an array, or between objects, is a failed row and never passed over', async () => {
    const good = { segment_code: 'a' };
    for (const stray of ['"a, b"', '7', 'null', '["x"]'])
      for (const text of [`[${stray},{"segment_code":"a"}]`, `[{"segment_code":"a"}, ${stray}]`])
        expect(new Set(valuesOf(await readFile(text)))).toEqual(new Set(['invalid_row', good]));
    expect(valuesOf(await readFile('{\n"segment_code":"a"}\n,garbage\n{"segment_code":"a"} x'))).toEqual([
      good,
      'invalid_row',
      good,
      'invalid_row',
    ]);
    const lines = '[\n{"segment_code":"a"},\n{"segment_code":"a"}\n]\n';
    expect(valuesOf(await readFile(lines))).toEqual([good, good]);
  });

  it('F-4: an array that is not closed breaks off, after its rows were given out', async () => {
    await expect(readFile('[{"segment_code":"a"},{"segment_code":"b"')).rejects.toThrow(/before its list is closed/);
  });

  it('F-13: a row id is the text as it stands in the file, numbers beyond 2^53 included', async () => {
    const lines = ['12345678901234567890', '1.0', '1e3', '7', '"x"'].map((id) => `{"row_id":${id},"segment_code":"a"}`);
    const { rows } = await readFile(lines.join('\n'));
    expect(rows.map(({ rowId }) => rowId)).toEqual(['12345678901234567890', '1.0', '1e3', '7', 'x']);
  });

  it('F-13: without an id the line number stands for the row; two rows of one id both keep it', async () => {
    expect((await readFile(`${HEAD}a,A,\nb,B,\n`)).rows.map(({ rowId }) => rowId)).toEqual(['2', '3']);
    const twice = await readFile('row_id,segment_code\n1,a\n1,b\n,c\n');
    expect(twice.rows.map(({ rowId, line }) => [rowId, line])).toEqual([
      ['1', 2],
      ['1', 3],
      ['line 4', 4],
    ]);
  });

  it('F-7: records that are all wrapped are unwrapped; one that is not leaves them as they are', async () => {
    const wrapped = (code: string) => `{"type":"RECORD","record":{"segment_code":"${code}"}}`;
    expect(valuesOf(await readFile(`${wrapped('a')}\n${wrapped('b')}\n`))).toEqual([
      { segment_code: 'a' },
      { segment_code: 'b' },
    ]);
    expect(valuesOf(await readFile(`${wrapped('a')}\n{"segment_code":"b"}\n`))).toEqual([
      'missing_segment_code',
      { segment_code: 'b' },
    ]);
  });

  it('F-0: the look ends after 10,000 rows, and a file that is read whole is known to its last row', async () => {
    const text = `segment_code\n${Array.from({ length: 12_000 }, (_, at) => `c${at}`).join('\n')}\n`;
    const part = await readFile(text);
    expect([part.understood.whole, part.rows.length]).toEqual([false, 12_000]);
    expect(part.understood.look.rows).toBeLessThan(12_000);
    const whole = await readFile(text, { whole: true });
    expect([whole.understood.whole, whole.understood.look.rows, whole.rows.length]).toEqual([true, 12_000, 12_000]);
    expect(whole.rows).toEqual(part.rows);
  });
});
