import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bundle, bundle } from '../../support/bundle.ts';
import type { Lived, Lives } from './lived.ts';
import { TURNS } from './turns.ts';
import { SOMETIMES } from './worlds.ts';

const HISTORIES = Number(process.env['HISTORIES'] ?? 2_000);
const FROM = Number(process.env['HISTORIES_FROM'] ?? 0);
/** One history in so many is lived again for each moment of its last run, and dies there. */
const ONE_IN = 250;

describe('random histories of an import', () => {
  let program: Bundle;
  beforeAll(async () => {
    program = await bundle('test/reconcile/histories/lives.ts');
  });
  afterAll(() => program.remove());

  async function lived(step: number, how: Lives['how']): Promise<Lived> {
    const lives: Lives = { from: FROM, count: HISTORIES, step, how };
    return JSON.parse((await promisify(execFile)(process.execPath, [program.path, JSON.stringify(lives)])).stdout);
  }

  it(`N-1 to N-12 (N-6, what is recorded as done, at every step): nothing that must never happen does, in ${HISTORIES} histories`, async () => {
    const { violations, kills, foreign, flipped, turns } = await lived(1, 'once');
    expect(violations).toEqual([]);
    // A test of rare things must have had them.
    expect(kills).toBeGreaterThan(HISTORIES / 5);
    expect(foreign).toBeGreaterThan(HISTORIES);
    expect([...turns].sort()).toEqual(Object.keys(TURNS).sort());
    expect(flipped).toHaveLength(HISTORIES < 1_000 ? flipped.length : SOMETIMES.length);
  }, 7_200_000);

  it(`N-7: nor after a kill at any moment of a run, in one history of ${ONE_IN}`, async () => {
    const { violations, kills } = await lived(ONE_IN, 'every moment');
    expect(violations).toEqual([]);
    expect(kills).toBeGreaterThan(HISTORIES / ONE_IN);
  }, 7_200_000);
});
