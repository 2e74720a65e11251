import { describe, expect, it } from '@jest/globals';
import { questionText } from '../../../connector/hosts/files/questions.ts';
import type { RowsOptions } from '../../../connector/hosts/files/rows.ts';
import { readFile, valuesOf } from './read.ts';

const asks = async (text: string, options: Partial<RowsOptions> = {}) =>
  (await readFile(text, options)).questions.map((question) => [question.ask, questionText(question)]);

describe('the columns of a file', () => {
  it.each([
    ['segment_code', 'Code', 'Segment-ID', 'external id', 'AudienceId', 'SEGMENT CODE'],
    ['segment_name', 'Name', 'title', 'LABEL', 'audience_name'],
    ['description', 'Description'],
    ['cpm', 'Price', 'CPM (USD)'],
    ['categories', 'Category', 'tags'],
    ['change', 'Action', 'operation'],
    ['row_id', 'Row', 'rowId'],
  ])('F-6: %s is known by its other names', async (column, ...names) => {
    for (const name of names) {
      const other = column === 'segment_code' ? 'segment_name' : 'segment_code';
      const { understood } = await readFile(`${name},${other}\nadded,x\n`);
      expect([name, understood.choice.by.get(name)]).toEqual([name, column]);
    }
  });

  it('F-6: id is the code where no other column is, else the row id', async () => {
    expect((await readFile('ID,Name\na,A\n')).rows).toMatchObject([{ values: { segment_code: 'a' } }]);
    expect((await readFile('id,code,name\n7,a,A\n')).rows).toMatchObject([
      { rowId: '7', values: { segment_code: 'a' } },
    ]);
    expect((await readFile('{"id":7,"segmentCode":"a"}')).rows).toMatchObject([{ rowId: '7' }]);
  });

  it('F-6: an exact name beats another; two candidates are an error that names both', async () => {
    expect(valuesOf(await readFile('code,segment_code\nx,a\n'))).toEqual([{ segment_code: 'a' }]);
    expect(await asks('code,external id,name\nx,a,A\n')).toEqual([
      ['contested', expect.stringMatching(/"code" and "external id".*--columns/)],
    ]);
    expect(await asks('segment_code,segment_code\nx,a\n')).toEqual([
      ['contested', expect.stringMatching(/are headed "segment_code"/)],
    ]);
    const rows = valuesOf(await readFile('{"segmentCode":"a","segment_code":"b"}\n{"code":"x","segment_code":"c"}\n'));
    expect(rows).toEqual(['invalid_row', { segment_code: 'c' }]);
  });

  it('F-6: ids of another system are not taken for codes', async () => {
    const uuid = '0b5f7e9c-1c2d-4e3f-8a9b-0c1d2e3f4a5b';
    expect(await asks(`ID,Name\n${uuid},A\n`)).toEqual([['code_is_uuid', expect.stringContaining(uuid)]]);
    expect(await asks(`ID,Name\n${uuid},A\n`, { columns: 'segment_code=ID' })).toEqual([]);
    expect(await asks(`segment_code,Name\n${uuid},A\n`)).toEqual([]);
  });

  it('F-7: --columns says it outright, headings with commas included', async () => {
    const columns = 'segment_code=Audience key,"segment_name=Title, long"';
    const read = await readFile('Audience key,"Title, long",code\na,A,x\n', { columns });
    expect(valuesOf(read)).toEqual([{ segment_code: 'a', segment_name: 'A' }]);
    await expect(readFile('a,b\n1,2\n', { columns: 'segment_code=nope' })).rejects.toThrow(/does not have.*a, b/);
    await expect(readFile('a,b\n1,2\n', { columns: 'colour=a' })).rejects.toThrow(/does not understand/);
  });

  it('F-8: what no field wants is listed; our own remarks are not', async () => {
    const { understood } = await readFile('segment_code,colour,problem,remedy,request_id,guarded\na,red,,,,\n');
    expect(understood.choice.unused).toEqual(['colour']);
    expect(
      (await readFile('{"segment_code":"a","x":1}\n{"Segment_Code":"b","y":2}\n')).understood.choice.unused,
    ).toEqual(['x', 'y']);
  });

  it('F-8: a column without a heading is listed where it holds something', async () => {
    const unused = async (text: string) => (await readFile(text)).understood.choice.unused;
    expect(await unused(',segment_code,segment_name\n0,a,A\n1,b,B\n')).toEqual(['column 1 (no heading)']);
    expect(await unused('segment_code,,segment_name,\na,,A,\n')).toEqual([]);
  });

  it('F-1: rows inside another object are told as such', async () => {
    for (const text of [
      '{"items":[{"segment_code":"a"}]}',
      `{"items":[\n${'{"segment_code":"a"},\n'.repeat(5_000)}{}]}`,
    ])
      expect(await asks(text)).toEqual([['no_known_column', expect.stringMatching(/items/)]]);
    for (const text of ['[["code","name"],["a","A"]]', '["a","b"]'])
      expect(await asks(text)).toEqual([
        ['no_known_column', expect.stringMatching(/JSON is read as a list of objects/)],
      ]);
    const bracketed = await readFile('[Code];[Name]\na;A\n', { columns: 'segment_code=[Code]' });
    expect(valuesOf(bracketed)).toEqual([{ segment_code: 'a' }]);
  });

  it('F-9: no row takes its code from the target, unless the file has nothing else and it is said', async () => {
    expect(valuesOf(await readFile('segment_code,segment_name,cpm\n,,1\n'))).toEqual(['missing_segment_code']);
    expect(await asks('email,age\na@b.c,7\n')).toEqual([['no_known_column', expect.stringContaining('--target-only')]]);
    expect(valuesOf(await readFile('email\na@b.c\n', { targetOnly: true }))).toEqual([{}]);
    expect(valuesOf(await readFile('segment_code,x\n,1\n', { targetOnly: true }))).toEqual(['missing_segment_code']);
  });

  it('F-9: a removal without a code column is refused, until names are said to do', async () => {
    const text = 'change,name\nremoved,Old\n';
    expect(await asks(text, { mode: 'mirror' })).toEqual([['removal_by_name', expect.anything()]]);
    expect(await asks('name\nOld\n', { mode: 'remove' })).toEqual([['removal_by_name', expect.anything()]]);
    for (const said of [{ codesFromNames: true }, { columns: 'segment_name=name' }] as const)
      expect(valuesOf(await readFile(text, { mode: 'mirror', ...said }))).toEqual([
        { change: 'removed', segment_name: 'Old' },
      ]);
  });

  it('F-10: codes made from names are permanent, so they are asked for', async () => {
    const { questions } = await readFile('name\nOne\nTwo\nOne\n');
    expect(questions).toEqual([{ ask: 'codes_from_names', rows: 3, names: ['One', 'Two'] }]);
    expect(await asks('name\nOne\n', { codesFromNames: true })).toEqual([]);
    expect(await asks('code,name\n,One\n')).toEqual([]);
  });

  it('F-5: an empty file, and a heading without rows, are told as such', async () => {
    expect(await asks('')).toEqual([['empty', expect.stringContaining('The file is empty')]]);
    expect(await asks('segment_code\n')).toEqual([['empty', expect.stringContaining('no rows')]]);
    expect(await asks('', { allowEmpty: true })).toEqual([]);
  });

  it('F-11: a change is read by its usual words, and anything else fails with the word', async () => {
    const words = 'added add INSERT I create New changed update U upsert modified removed Remove DELETE d'.split(' ');
    const read = await readFile(`segment_code,change\n${words.map((word) => `a,${word}`).join('\n')}\n`);
    const changes = read.rows.map((row) => row.values?.change);
    expect(changes).toEqual([...Array(6).fill('added'), ...Array(5).fill('changed'), ...Array(4).fill('removed')]);
    const { rows } = await readFile('segment_code,change\na,moved\n');
    expect(rows[0]).toMatchObject({ refused: { code: 'invalid_row', message: expect.stringContaining('"moved"') } });
  });
});
