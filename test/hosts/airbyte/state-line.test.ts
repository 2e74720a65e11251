import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { acknowledged } from '../../../connector/hosts/airbyte/state-line.ts';

const acknowledge = (line: string, accepted = 3, rejected = 0): string => acknowledged(line, { accepted, rejected });

describe('a STATE that goes back', () => {
  it.each([
    [
      '64-bit numbers, decimals and exponents',
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_state":{"lsn":9223372036854775807,"v":1.0,"e":1E5}},"id":7}}',
    ],
    ['escapes and brackets within texts', '{"type":"STATE","state":{"type":"GLOBAL","a":"}\\"]{\\\\","b":["}"]}}'],
    [
      'a nested "state" before the real one',
      '{"x":{"state":{}},"type":"STATE","state":{"type":"STREAM","state":{"state":1}}}',
    ],
    ['members after the state, and spaces', ' { "state" : { "type" : "STREAM" } , "type" : "STATE" , "z" : [ ] } '],
    ['a key spelt with an escape', '{"type":"STATE","\\u0073tate":{"type":"STREAM"}}'],
    ['text beyond ASCII', '{"type":"STATE","state":{"type":"STREAM","n":"Žižkov \u{1f600}"}}'],
  ])('A-15: is byte for byte what came, with its counts put in: %s', (_what, line) => {
    const back = acknowledge(line);
    expect(back.replace(/,"destinationStats":\{"recordCount":3\.0\}(?=\s*\})/, '')).toBe(line);
    expect(JSON.parse(back).state.destinationStats).toEqual({ recordCount: 3 });
  });

  it('A-15: counts are doubles, zero among them, and rejected ones are told when there are any', () => {
    const line = '{"type":"STATE","state":{"id":1}}';
    expect(acknowledge(line, 0, 0)).toBe('{"type":"STATE","state":{"id":1,"destinationStats":{"recordCount":0.0}}}');
    expect(acknowledge(line, 5, 2)).toContain('{"recordCount":5.0,"rejectedRecordCount":2.0}');
  });

  it('A-15: counts that stand there already are replaced where they stand', () => {
    const line = '{"state":{"destinationStats" : {"recordCount":9.0, "x":[1,{}]},"id":1},"type":"STATE"}';
    expect(acknowledge(line)).toBe('{"state":{"destinationStats" : {"recordCount":3.0},"id":1},"type":"STATE"}');
  });

  it('A-15: a state without members takes its counts without a comma', () => {
    expect(acknowledge('{"type":"STATE","state":{ }}')).toBe(
      '{"type":"STATE","state":{ "destinationStats":{"recordCount":3.0}}}',
    );
  });

  it('A-15: holds for any state', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }),
        fc.constantFrom(undefined, 1, 2),
        (state, others, indent) => {
          const message = { ...others, type: 'STATE', state: { type: 'STREAM', stream: state, id: 1 }, after: others };
          const line = JSON.stringify(message, null, indent);
          const back = acknowledge(line);
          const at = back.lastIndexOf(',"destinationStats"');
          const inserted = ',"destinationStats":{"recordCount":3.0}';
          expect(back.slice(0, at) + back.slice(at + inserted.length)).toBe(line);
          expect(JSON.parse(back)).toEqual(
            JSON.parse(
              JSON.stringify({ ...message, state: { ...message.state, destinationStats: { recordCount: 3 } } }),
            ),
          );
        },
      ),
    );
  });
});
