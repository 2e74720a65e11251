import { describe, expect, it } from '@jest/globals';
import { damageText } from '../../../connector/hosts/files/damage.ts';
import { guarded, unguarded } from '../../../connector/hosts/files/spreadsheet-guard.ts';
import { readFile, valuesOf } from './read.ts';

const prices = async (values: readonly string[], separator = ';') => {
  const lines = values.map((value, at) => `c${at}${separator}"${value}"`);
  const read = await readFile(`Code${separator}Price\n${lines.join('\n')}\n`);
  return valuesOf(read).map((row) => (typeof row === 'string' ? row : row?.cpm));
};
const categories = async (values: readonly string[]) => {
  const lines = values.map((value, at) => `c${at},"${value.replaceAll('"', '""')}"`);
  return valuesOf(await readFile(`Code,Tags\n${lines.join('\n')}\n`)).map((row) =>
    typeof row === 'string' ? row : row?.categories,
  );
};
const damage = async (text: string) =>
  (await readFile(text)).understood.look.damage.map(({ damage: kind, count, lines }) => [kind, count, ...lines]);

describe('values that were damaged on the way', () => {
  it('F-2: decimal commas are read where the comma does not separate', async () => {
    expect(await prices(['1,50', '0,8', '1.234,56', '3', '1.234'])).toEqual(['1.50', '0.8', '1234.56', '3', '1234']);
    expect(await prices(['1,234'])).toEqual(['1.234']);
    expect(await prices(['1.5', '2'])).toEqual(['1.5', '2']);
  });

  it('F-2: where the comma separates, the whole column must have them', async () => {
    expect(await prices(['1,50', '0,8', '3'], ',')).toEqual(['1.50', '0.8', '3']);
    expect(await prices(['1,50', '0.8'], ',')).toEqual(['1,50', '0.8']);
    expect(await prices(['1,234', '2,500'], ',')).toEqual(['1,234', '2,500']);
  });

  it('F-0: a later price that contradicts the column fails its row', async () => {
    expect(await prices(['1,50', '2.5'])).toEqual(['1.50', 'invalid_field']);
  });

  it('F-12: lists in one cell are lists; bars and semicolons separate where no cell has a comma', async () => {
    expect(await categories(['["Sport","a, b"]', '{Sport,"a b"}', '[]', 'x'])).toEqual([
      ['Sport', 'a, b'],
      ['Sport', 'a b'],
      [],
      'x',
    ]);
    expect(await categories(['Sport|News', 'a;b', 'c'])).toEqual([['Sport', 'News'], ['a', 'b'], ['c']]);
    expect(await categories(['Sport|News', 'a,b'])).toEqual(['Sport|News', 'a,b']);
  });

  it('F-12: ="00123" is read as 00123, and words for nothing as not given; a code may not be one', async () => {
    const text = 'Code,Name,Description\n"=""00123""",N/A,#DIV/0!\nNULL,A,\n\\N,B,\n#REF!,C,\n';
    expect(valuesOf(await readFile(text))).toEqual([
      { segment_code: '00123' },
      'invalid_segment_code',
      'invalid_segment_code',
      'invalid_segment_code',
    ]);
  });

  it('F-12: ="00123" as programs write it without quotation marks around it is one value; other stray marks fail', async () => {
    expect(valuesOf(await readFile('Code;Name\n="00123";="a ""b"""\n="7" ;B\nx="1";C\n="9;D\n'))).toEqual([
      { segment_code: '00123', segment_name: 'a "b"' },
      { segment_code: '7', segment_name: 'B' },
      'invalid_row',
      'invalid_row',
    ]);
  });

  it('F-12, F-14: what is told of damage is what is made of it, in files of foreign names and of ours', async () => {
    const told = async (headings: string) => {
      const { look, reading } = (await readFile(`${headings}\nNULL,"=""1"""\na,None\n`)).understood;
      return look.damage.map((report) => damageText(report, reading)).join('\n');
    };
    const foreign = await told('Code,Name');
    for (const made of ['read without it', 'read as not given', 'Their rows fail']) expect(foreign).toContain(made);
    const ours = await told('segment_code,segment_name');
    expect(ours.match(/kept as they stand/g)).toHaveLength(3);
    expect(ours).not.toMatch(/read|fail/);
  });

  it('F-12: each kind of damage is told with its count and first lines', async () => {
    expect(await damage('Code,Name\n1.23457E+14,A\n1.23457E+14,B\n')).toEqual([['exponent', 2, 2, 3]]);
    expect(await damage('Code;Name\n1,23457E+14;A\n')).toEqual([['exponent', 1, 2]]);
    expect(await damage('Code,Name\n1001.0,A\n1002.0,B\n')).toEqual([['decimals', 2, 2, 3]]);
    expect(await damage('Code,Name\na,#N/A\nb,#NAME?\n')).toEqual([['null_word', 2, 2, 3]]);
    expect(await damage('Code,Name\n00123,A\n456,B\n78,C\n99999,D\n')).toEqual([['lost_zeros', 2, 3, 4]]);
    expect(await damage('Code,Name\nnews,A\nNews,B\n')).toEqual([['case_only', 1, 3]]);
    expect(await damage('Code,Name\n"=""1""",A\n')).toEqual([['quoted_formula', 1, 2]]);
    expect(await damage('Code,Name\na,NULL\nNULL,B\n')).toEqual([
      ['null_word', 1, 2],
      ['null_code', 1, 3],
    ]);
    expect(await damage('Code,Name\na,A\nb,B\n')).toEqual([]);
  });

  it('F-14: a file with exactly our headings, or NDJSON, is read as it stands', async () => {
    const row = { segment_code: 'a', segment_name: 'NULL', cpm: '1,50', categories: 'x|y' };
    expect(valuesOf(await readFile('segment_code;segment_name;cpm;categories\na;NULL;1,50;x|y\n'))).toEqual([row]);
    expect(valuesOf(await readFile(JSON.stringify(row)))).toEqual([row]);
    expect(valuesOf(await readFile('ID,Name,Categories\na,NULL,"[""x, y""]"\n'))).toEqual([
      { segment_code: 'a', segment_name: 'NULL', categories: ['x, y'] },
    ]);
  });

  it('F-14: the guard of a spreadsheet is undone in rows that say they have it, and nowhere else', async () => {
    const heading = 'segment_code,segment_name,guarded\n';
    expect(valuesOf(await readFile(`${heading}a,'=1+1,yes\nb,'=1+1,\n`))).toEqual([
      { segment_code: 'a', segment_name: '=1+1' },
      { segment_code: 'b', segment_name: "'=1+1" },
    ]);
    for (const value of ['=1', "'=1", "''=1", '-2', 'plain', "'quoted'", '', '\tx', '@a'])
      expect(unguarded(guarded(value))).toBe(value);
  });
});
