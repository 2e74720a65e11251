import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PROPERTIES } from './properties.ts';
import { scenario } from './scenario.ts';

/** `npm run test:properties` tries 20,000 runs, 5,000 with each of four seeds. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500);
const SEEDS = (process.env['PROPERTY_SEEDS'] ?? '20261123').split(',').map(Number);
const PATIENCE_MS = Math.max(600_000, RUNS * 300);

describe.each(SEEDS)(`whatever the network and the API do (${RUNS} runs, seed %i)`, (seed) => {
  it.each(Object.entries(PROPERTIES))(
    '%s',
    async (_rule, complaintsOf) => {
      await fc.assert(
        fc.asyncProperty(scenario, async (play) => expect(await complaintsOf(play)).toEqual([])),
        { numRuns: RUNS, seed, endOnFailure: false },
      );
    },
    PATIENCE_MS,
  );
});
