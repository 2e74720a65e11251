import { beforeAll, describe, expect, it } from '@jest/globals';
import pLimit from 'p-limit';
import { BROKEN } from './broken/index.ts';
import { conformance, type Finding } from './conformance.ts';

/** All of them go side by side, so the first asked for may wait for every other. */
const ALL_OF_THEM_MS = 150_000;

/** A harness that acquits everybody is worth nothing. */
describe('connectors that break one promise', () => {
  const judged = new Map<string, Promise<Finding[]>>();

  // A run waits far more than it computes, so some go side by side.
  beforeAll(() => {
    const limit = pLimit(6);
    for (const [name, { connector }] of Object.entries(BROKEN)) {
      judged.set(
        name,
        limit(() => conformance(connector, { concurrency: 12 })),
      );
    }
  });

  it('are at least twenty', () => {
    expect(Object.keys(BROKEN).length).toBeGreaterThanOrEqual(20);
  });

  it.each(Object.entries(BROKEN))(
    '%s: is caught by the requirement it breaks, and by no other',
    async (name, { caughtBy }) => {
      const findings = await judged.get(name);
      const failed = (findings ?? []).filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
      expect(failed.sort()).toEqual([...caughtBy].sort());
    },
    ALL_OF_THEM_MS,
  );
});
