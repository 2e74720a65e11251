import { describe, expect, it } from '@jest/globals';
import { live } from './history.ts';

const HISTORIES = Number(process.env['HISTORIES'] ?? 2_000);
const FROM = Number(process.env['HISTORIES_FROM'] ?? 0);

describe('random histories of an import', () => {
  it(`N-1 to N-12 (N-6, what is recorded as done, at every step): nothing that must never happen does, in ${HISTORIES} histories`, async () => {
    const seen = { runs: 0, kills: 0, foreign: 0 };
    const violations: string[] = [];
    for (let seed = FROM; seed < FROM + HISTORIES; seed += 1) {
      const told = await live(seed);
      violations.push(...told.violations);
      seen.runs += told.runs;
      seen.kills += told.kills;
      seen.foreign += told.foreign;
      if (violations.length > 5) break;
    }
    expect(violations).toEqual([]);
    // A test of rare things must have had them.
    expect(seen.kills).toBeGreaterThan(HISTORIES / 5);
    expect(seen.foreign).toBeGreaterThan(HISTORIES);
  }, 3_600_000);
});
