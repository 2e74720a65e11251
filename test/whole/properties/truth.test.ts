import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PROPERTIES } from './properties.ts';
import { scenario } from './scenario.ts';

/** `npm run test:properties` tries 20,000, over four seeds (`many.ts`). */
const RUNS = 500;
const SEED = 20261123;

describe(`whatever the network and the API do (${RUNS} runs, seed ${SEED})`, () => {
  it.each(Object.entries(PROPERTIES))(
    '%s',
    async (_rule, complaintsOf) => {
      await fc.assert(
        fc.asyncProperty(scenario, async (play) => expect(await complaintsOf(play)).toEqual([])),
        { numRuns: RUNS, seed: SEED, endOnFailure: false },
      );
    },
    600_000,
  );
});
