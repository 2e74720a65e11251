import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../support/bundle.ts';
import { BROKEN } from './broken/index.ts';

/** All of them together; in a process of their own, where they take half the time they take in Jest's. */
const ALL_OF_THEM_MS = 150_000;

/** A harness that acquits everybody is worth nothing. */
describe('connectors that break one promise', () => {
  let failed: Readonly<Record<string, readonly string[]>> = {};

  beforeAll(async () => {
    const program = await bundle('test/harness/broken/judge.ts');
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program.path]);
      failed = JSON.parse(stdout);
    } finally {
      await program.remove();
    }
  }, ALL_OF_THEM_MS);

  it('are at least twenty, and each was judged', () => {
    expect(Object.keys(BROKEN).length).toBeGreaterThanOrEqual(20);
    expect(Object.keys(failed).sort()).toEqual(Object.keys(BROKEN).sort());
  });

  it.each(Object.entries(BROKEN))(
    '%s: is caught by the requirement it breaks, and by no other',
    (name, { caughtBy }) => {
      expect([...(failed[name] ?? [])].sort()).toEqual([...caughtBy].sort());
    },
  );
});
