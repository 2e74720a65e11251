import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../support/bundle.ts';
import { BROKEN } from './broken/index.ts';

/** Every connector against both catalogues takes minutes: `npm run test:harness`. In the suite each meets its own requirements. */
const WHOLE = process.env['HARNESS'] === 'whole';
const ALL_OF_THEM_MS = WHOLE ? 600_000 : 120_000;

/** A harness that acquits everybody is worth nothing. */
describe('connectors that break one promise', () => {
  let failed: Readonly<Record<string, readonly string[]>> = {};

  beforeAll(async () => {
    // In a process of their own, where they take half the time they take in Jest's.
    const program = await bundle('test/harness/broken/judge.ts');
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program.path, WHOLE ? 'all' : 'own']);
      failed = JSON.parse(stdout);
    } finally {
      await program.remove();
    }
  }, ALL_OF_THEM_MS);

  it('H-8: are at least fifty, and the connector that breaks none is held to nothing it does not keep', () => {
    expect(Object.keys(BROKEN).length).toBeGreaterThanOrEqual(50);
    expect(failed['failedByTheWhole']).toEqual([]);
  });

  it.each(Object.entries(BROKEN))(
    `H-7, H-8: %s: is caught by the requirements it breaks${WHOLE ? ', and by no other' : ''}`,
    (name, { caughtBy }) => {
      expect([...(failed[name] ?? [])].sort()).toEqual([...caughtBy].sort());
    },
  );
});
