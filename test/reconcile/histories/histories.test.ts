import { describe, expect, it } from '@jest/globals';
import { live, type Told } from './history.ts';
import { SOMETIMES } from './worlds.ts';

const HISTORIES = Number(process.env['HISTORIES'] ?? 2_000);
const FROM = Number(process.env['HISTORIES_FROM'] ?? 0);
/** One history in so many is lived again for each moment of its last run, and dies there. */
const ONE_IN = 250;

describe('random histories of an import', () => {
  it(`N-1 to N-12 (N-6, what is recorded as done, at every step): nothing that must never happen does, in ${HISTORIES} histories`, async () => {
    const seen = { runs: 0, kills: 0, foreign: 0 };
    const flipped = new Set<string>();
    const violations: string[] = [];
    const take = (told: Told) => {
      violations.push(...told.violations);
      for (const name of told.flipped) flipped.add(name);
    };
    for (let seed = FROM; seed < FROM + HISTORIES && violations.length <= 5; seed += 1) {
      const told = await live(seed);
      take(told);
      seen.runs += told.runs;
      seen.kills += told.kills;
      seen.foreign += told.foreign;
    }
    expect(violations).toEqual([]);
    // A test of rare things must have had them.
    expect(seen.kills).toBeGreaterThan(HISTORIES / 5);
    expect(seen.foreign).toBeGreaterThan(HISTORIES);
    expect(flipped.size).toBe(HISTORIES < 1_000 ? flipped.size : SOMETIMES.length);
  }, 7_200_000);

  it(`N-7: nor after a kill at any moment of a run, in one history of ${ONE_IN}`, async () => {
    const violations: string[] = [];
    let kills = 0;
    for (let seed = FROM; seed < FROM + HISTORIES && violations.length <= 5; seed += ONE_IN) {
      for (let moment = 1; ; moment += 1) {
        const told = await live(seed, {}, moment);
        violations.push(...told.violations.map((what) => `${what} (killed at moment ${moment})`));
        if (told.kills === 0) break;
        kills += 1;
      }
    }
    expect(violations).toEqual([]);
    expect(kills).toBeGreaterThan(HISTORIES / ONE_IN);
  }, 7_200_000);
});
