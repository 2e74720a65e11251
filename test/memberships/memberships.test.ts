import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  checkMemberships,
  type LineError,
  type MembershipFile,
  type MembershipReport,
} from '../../connector/memberships/index.ts';

const SEGMENTS = [
  { code: 'news', name: 'News readers' },
  { code: 'sport', name: 'Sport', id: '6f1f1f2e-0000-4000-8000-000000000001' },
  { code: '00123', name: 'Padded' },
];
const CODES = new Set(SEGMENTS.map(({ code }) => code));
const taxonomy = { has: (code: string) => CODES.has(code), segments: SEGMENTS };

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const file = (content: string | Uint8Array, name = 'users.tsv', size = 65_536): MembershipFile => ({
  name,
  bytes: inPieces(typeof content === 'string' ? Buffer.from(content) : content, size),
});

const check = (content: string | Uint8Array, name?: string, size?: number): Promise<MembershipReport> =>
  checkMemberships(file(content, name, size), taxonomy);

const errorsOf = ({ lineErrors }: MembershipReport) =>
  lineErrors.map(({ error, first }) => [error, ...first.map(({ line }) => line)]);

describe('membership files', () => {
  it('B-5: codes are counted, and lines that lose all or some of them', async () => {
    const report = await check('u1\tnews,sport\nu2\tnews,nope\nu3\tnope,never\nu4\tnope\n');
    expect(report).toMatchObject({
      lines: 4,
      codes: { total: 7, unknown: 4, unknownShare: 4 / 7 },
      losingAll: { count: 2, first: [{ line: 3 }, { line: 4 }] },
      losingSome: { count: 1, first: [{ line: 2 }] },
      lineErrors: [],
      segmentsWithoutLines: ['00123'],
    });
    expect(report.unknownCodes.map(({ code, lines }) => [code, lines])).toEqual([
      ['nope', 3],
      ['never', 1],
    ]);
  });

  it.each<[LineError, string]>([
    ['no_tab', 'u1 news'],
    ['empty_user_id', '\tnews'],
    ['no_codes', 'u1\t'],
    ['space_in_code', 'u1\tnews, sport'],
    ['empty_code', 'u1\tnews,'],
    ['extra_column', 'u1\tnews\tsport'],
    ['carriage_return', 'u1\tnews\r'],
    ['quoted', 'u1\t"news"'],
  ])('B-4: %s is an error of its line alone', async (error, line) => {
    const report = await check(`ok\tnews\n${line}\nok\tsport\n`);
    expect(errorsOf(report)).toEqual([[error, 2]]);
    expect(report.lines).toBe(3);
  });

  it('B-4: a heading, a byte order mark, and bytes that are no text', async () => {
    expect(errorsOf(await check('user_id\tsegment_codes\nu\tnews\n'))).toEqual([['header_line', 1]]);
    expect(errorsOf(await check('\ufeffu\tnews\n'))).toEqual([['bom', 1]]);
    const latin = Buffer.concat([
      Buffer.from('a\tnews\n'),
      Buffer.from('b\tM\xfcnchen\n', 'latin1'),
      Buffer.from('c\tnews'),
    ]);
    expect(errorsOf(await check(latin))).toEqual([['not_utf8', 2]]);
  });

  it('B-4: what stands in place of the tab is told', async () => {
    expect((await check('u1;news\nu2;sport\n')).lineErrors).toMatchObject([{ count: 2, instead: 'a semicolon' }]);
  });

  it('B-4: a line without an end is one error, and never held', async () => {
    const report = await check(Buffer.concat([Buffer.alloc(3_000_000, 'x'), Buffer.from('\nu\tnews\n')]));
    expect(errorsOf(report)).toEqual([['line_too_long', 1]]);
    expect(report.lines).toBe(2);
  });

  it.each([
    ['NEWS', { cause: 'case_differs', meant: 'news' }],
    ['123', { cause: 'zero_stripped', meant: '00123' }],
    ['news readers', { cause: 'code_is_name', meant: 'news' }],
    ['6f1f1f2e-0000-4000-8000-000000000001', { cause: 'code_is_segment_id', meant: 'sport' }],
    [' news', { cause: 'space', meant: 'news' }],
    ['other', { cause: 'not_there' }],
  ])('B-4: the likely cause of the unknown code %j', async (code, cause) => {
    expect((await check(`u\t${code}\n`)).unknownCodes).toMatchObject([{ ...cause }]);
  });

  it('B-4: a code twice on a line is a warning', async () => {
    expect((await check('u\tnews,news\nv\tnews\n')).duplicateCodes).toMatchObject({ count: 1, first: [{ line: 1 }] });
  });

  it('B-3: gzip is told by content, of several members too; a wrong extension is told', async () => {
    const members = Buffer.concat([gzipSync('u\tnews\n'), gzipSync('v\tsport\n')]);
    expect(await check(members, 'users.tsv.gz')).toMatchObject({ lines: 2, fileFaults: [] });
    expect((await check(members, 'users.gzip')).fileFaults).toEqual([
      { fault: 'wrong_extension', file: 'users.gzip', is: 'gzip' },
    ]);
    expect((await check('u\tnews\n', 'users.tsv.gz')).fileFaults).toMatchObject([{ is: 'plain' }]);
  });

  it('B-3: a damaged archive is told with the line reached', async () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `user-${at}\tnews,sport-${at % 977}\n`).join('');
    const whole = gzipSync(lines);
    const report = await check(whole.subarray(0, whole.length / 2), 'users.tsv.gz');
    expect(report.fileFaults).toEqual([{ fault: 'damaged_archive', file: 'users.tsv.gz', afterLine: report.lines }]);
    expect(report.lines).toBeGreaterThan(1_000);
  });

  it('B-1: chunks may end anywhere, inside a character too', async () => {
    const text = 'u1\tnews,größe\nu2\tsport\r\nu3 x\n\tnews\nu5\tgröße,news';
    const whole = await check(text);
    for (const size of [1, 2, 3, 5, 7]) expect(await check(text, 'users.tsv', size)).toEqual(whole);
    expect(whole.unknownCodes).toMatchObject([{ code: 'größe', lines: 2 }]);
  });

  it('B-2: no user id is in a report, wherever on a line it stands', async () => {
    const id = 'SECRET-USER';
    const swapped = Array.from({ length: 500 }, (_, at) => `news\t${id}-${at}`).join('\n');
    const mail = 'news\tperson@example.com\nnews\t0b5f7e9c-1c2d-4e3f-8a9b-0c1d2e3f4a5b\n';
    for (const content of [`${id}\tnews\n${id} news\n${id}\n"${id}"\tx\n${id}\t\n\t${'x'}\n`, swapped]) {
      expect(JSON.stringify(await check(content))).not.toContain(id);
    }
    expect(await check(swapped)).toMatchObject({ codesLookLikeIds: true, unknownCodes: [] });
    expect(JSON.stringify(await check(mail))).not.toMatch(/person@|0b5f7e9c/);
  });

  it('B-2: a carriage return ends the lines of other users: nothing between two of them is told', async () => {
    for (const text of ['u1\tnews\rSECRET\tsport\r', 'u1\tnews\rSECRET\r\nu2\tnews\n', 'u1\tnews\rSECRET']) {
      const report = await check(text);
      expect(JSON.stringify(report)).not.toContain('SECRET');
      expect(errorsOf(report)).toEqual([['carriage_return', 1]]);
    }
  });

  it('B-2: user ids in place of codes are not told, however few lines there are', async () => {
    const asked: string[] = [];
    const has = (code: string) => asked.push(code) > 0 && CODES.has(code);
    const report = await checkMemberships(file('news\tSECRET-1\nsport,news\tSECRET-2\nother\tSECRET-3\n'), {
      has,
      segments: SEGMENTS,
    });
    expect(report).toMatchObject({ codesLookLikeIds: true, unknownCodes: [] });
    expect(JSON.stringify(report)).not.toContain('SECRET');
    expect(asked).toEqual(['SECRET-1', 'SECRET-2', 'SECRET-3']);
    expect(await check('u1\tnope\nu2\tnever\n')).toMatchObject({ codesLookLikeIds: false });
  });

  it('B-7: asks has() once a code, and takes plain bytes', async () => {
    const asked: string[] = [];
    const has = (code: string) => {
      asked.push(code);
      return true;
    };
    const report = await checkMemberships(inPieces(Buffer.from('a\tx,y\nb\tx\n'), 4), { has });
    expect(asked).toEqual(['x', 'y']);
    expect(report.segmentsWithoutLines).toBeUndefined();
  });
});
