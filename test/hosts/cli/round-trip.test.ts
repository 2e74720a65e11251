import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { createSandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { CommandLine } from './cli.ts';

/** Text that S-1 and S-5 leave as it is. */
const keptText = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .map((text) => text.normalize('NFC').replace(/^[\s\p{Cf}\p{Cc}]+|[\s\p{Cf}\p{Cc}]+$/gu, ''))
    .filter((text) => text !== '' && text.isWellFormed() && text === text.normalize('NFC').trim());

/** What a taxonomy may hold, and a file may stumble over. */
const awkward = fc.constantFrom(
  'NULL',
  '=1+1',
  "'=1",
  '1,50',
  'a|b',
  'a;b',
  '{a,b}',
  '["a"]',
  '="x"',
  '-',
  '"',
  'x\r\ny',
  'a\tb',
);
const text = (maxLength: number) => fc.oneof(keptText(maxLength), awkward);

const segment = fc.record(
  {
    code: fc
      .oneof(fc.stringMatching(/^[\w.-]{1,20}$/), fc.constantFrom('NULL', '00123', '1.5E+10', 'Añil'))
      .filter((code) => code !== '.' && code !== '..'),
    name: text(40),
    description: text(60),
    cpm: fc
      .oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(1e-7))
      .map((price) => (price === 0 ? 0 : price)),
    categories: fc.uniqueArray(
      fc.oneof(keptText(15), fc.constantFrom('a,b', '[x]', '{y}', 'p|q')).filter((entry) => entry.trim() === entry),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ['code', 'name'] },
);

const heldBy = (sandbox: ReturnType<typeof createSandbox>) =>
  sandbox
    .segments()
    .map(({ code, name, description, cpm, categories }) => ({
      code,
      name,
      description,
      cpm,
      categories: categories?.slice().sort(),
    }))
    .sort((one, other) => (one.code < other.code ? -1 : 1));

describe('F-14: what segments writes, sync reads', () => {
  it.each([['ndjson'], ['csv'], ['csv', '--safe']])(
    'as %s %s: into itself no difference, into an empty import the same list',
    async (...format) => {
      const options = format.filter((word) => typeof word === 'string');
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(segment, { selector: ({ code }) => code, minLength: 1, maxLength: 12 }),
          async (segments) => {
            const [full, empty] = [new CommandLine(), new CommandLine()];
            try {
              full.sandbox.put(segments);
              const { out } = await full.run(['segments', '--format', ...options]);
              const before = heldBy(full.sandbox);
              const itself = await full.run(['sync', '-', '--json'], { stdin: out });
              expect(JSON.parse(itself.out)).toMatchObject({
                rows: { failed: 0 },
                outcomes: { unchanged: segments.length },
              });
              const other = await empty.run(['sync', '-', '--json'], { stdin: out });
              expect(JSON.parse(other.out)).toMatchObject({ outcomes: { created: segments.length } });
              expect(heldBy(empty.sandbox)).toEqual(before);
            } finally {
              await full.close();
              await empty.close();
            }
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});
