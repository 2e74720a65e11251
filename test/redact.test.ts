import { inspect } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { redactedLogger, redaction } from '../connector/redact.ts';

const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';
const redact = redaction(KEY);
const each = (form: (character: string) => string) => [...KEY].map(form).join('');
const code = (character: string) => character.charCodeAt(0);

describe('the redaction of a key', () => {
  it.each<[string, string]>([
    ['as it is', KEY],
    ['in upper case', KEY.toUpperCase()],
    ['without its dashes', KEY.replaceAll('-', '')],
    ['escaped as in JSON', each((c) => `\\u00${code(c).toString(16)}`)],
    ['escaped twice', each((c) => `\\\\u00${code(c).toString(16)}`)],
    ['escaped as in a URL', each((c) => `%${code(c).toString(16)}`)],
    ['escaped twice as in a URL', each((c) => `%25${code(c).toString(16)}`)],
    ['escaped as in HTML', each((c) => `&#${code(c)};`)],
    ['escaped as in HTML, in hex', each((c) => `&#x${code(c).toString(16).toUpperCase()};`)],
    ['in base64', btoa(KEY)],
    ['in a mixture', `${KEY.slice(0, 4)}%${code('4').toString(16)}${KEY.slice(5).toUpperCase()}`],
  ])('X-1: takes it out %s', (_form, text) => {
    expect(redact(`before ${text} after`)).toBe('before [redacted] after');
  });

  it('X-1: takes out what a cut at either end leaves of it', () => {
    for (let at = 8; at <= KEY.length; at += 1) {
      expect(redact(`key ${KEY.slice(0, at)}`)).not.toContain(KEY.slice(0, 8));
      expect(redact(`${KEY.slice(-at)} is it`)).not.toContain(KEY.slice(-8));
    }
  });

  it('X-1: takes out what a cut at both ends leaves of it', () => {
    for (let from = 0; from < KEY.length; from += 1)
      for (let to = from + 19; to <= KEY.length; to += 1)
        expect(redact(`key ..${KEY.slice(from, to)}.. is it`)).toMatch(/^key \.\.-?\[redacted\]-?\.\. is it$/);
  });

  it('leaves what only looks like one', () => {
    const other = '32f8e031-c532-41bb-b25e-65bdb677a96f';
    expect(redact(`${other} 0c2e 4bd6 7c11`)).toBe(`${other} 0c2e 4bd6 7c11`);
  });

  it('X-1: goes through objects, their keys, lists, errors and cycles', () => {
    const cycle: Record<string, unknown> = { [KEY]: [KEY, { deep: new Error(`with ${KEY}`) }] };
    cycle['self'] = cycle;
    expect(inspect(redact(cycle), { depth: 9 })).not.toContain(KEY);
  });

  it.each([1, 2, 3, 4])(
    'X-1: takes it out in base64 behind %i other characters, as of a user and a password',
    (others) => {
      const text = redact(`Basic ${btoa(`${'u'.repeat(others)}:${KEY}`)} is it`);
      expect(text).toMatch(/^Basic \w{1,8}\[redacted\]={0,2}\w?={0,2} is it$/);
      expect(redact(`it is ${Buffer.from(`${'u'.repeat(others)}${KEY}z`).toString('base64url')}`)).toMatch(
        /^it is \w{0,7}\[redacted\]\w{0,3}$/,
      );
    },
  );

  it('X-1: takes out a cut key whose first signs could be the end of an escape before it', () => {
    expect(redact(`%${KEY.slice(0, -8)}`)).toBe('%[redacted]');
  });

  it('X-1: leaves everything around it as it is', () => {
    const around = 'İ-\\\\ %25 &#0; \\u0041-é %';
    expect(redact(`${around}${KEY}${around}${KEY.toUpperCase()}`)).toBe(`${around}[redacted]${around}[redacted]`);
  });

  it.each([
    ['beginnings of the key', `${KEY.slice(0, 7)} `],
    ['the key without its last character', KEY.slice(0, -1)],
    ['backslashes', '\\'],
    ['escaped percent signs', '%25'],
    ['zeros in HTML', '&#0'],
    ['zeros', '0'],
  ])('X-4: takes linear time over a mebibyte of %s', (_what, piece) => {
    // What takes the square of it would run for hours.
    const text = piece.repeat(2 ** 20 / piece.length);
    expect(redact(text)).not.toContain(KEY.slice(0, 8));
    expect(redact(text + KEY)).not.toContain(KEY.slice(0, 8));
  });

  const loggerOf = (log: () => unknown) =>
    redactedLogger({ trace: log, debug: log, info: log, warn: log, error: log }, redact);

  it('T-12: a logger that throws costs its line', () => {
    let asked = 0;
    const throwing = () => {
      asked += 1;
      throw new Error('disk full');
    };
    expect(() => loggerOf(throwing).info({ key: KEY }, 'told')).not.toThrow();
    expect(asked).toBe(1);
  });

  it('T-12: a logger whose promise rejects has somebody who hears it', () => {
    const taken = Promise.reject(new Error('socket closed'));
    taken.catch(() => undefined); // Or it would end the process before anything is expected.
    const heard = jest.spyOn(taken, 'then');
    loggerOf(() => taken).info({ key: KEY }, 'told');
    expect(heard).toHaveBeenCalledWith(undefined, expect.any(Function));
  });
});
