import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Fault, refusal } from '../../../spec/taxonomy/sandbox/index.ts';
import type { ExchangeRecord } from '../../support/exchange-log.ts';
import { politeRequests } from '../../support/invariants/politeness.ts';
import { createWorld, type RunOptions, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

const importOf = (id: string) => ({
  id,
  name: id,
  code: id,
  relation: '3rd',
  identifiers: ['appnexus'],
  source: { id, state: { type: 'active' }, type: 'live_ramp_3p' },
});

/** The door closes for ten minutes at the first batch: longer than a run waits that has five. */
const closed = (status: number): Fault => ({
  on: { kind: 'batch' },
  nth: 1,
  do: refusal(status, 'Closed.', { 'retry-after': '600' }),
});

const written = async (more: Partial<RunOptions> = {}) => run(world, { changeSets: [{ rows: rows(3) }], ...more });

const complaints = (...runs: readonly { readonly exchanges: readonly ExchangeRecord[] }[]) => [
  ...politeRequests(runs.flatMap(({ exchanges }) => exchanges)),
];

describe('a limit that Permutive counts by key', () => {
  it('D-3: holds for the twenty imports of one key, at once and one after the other', async () => {
    const imports = Array.from({ length: 19 }, () => importOf(randomUUID()));
    world = createWorld({ imports });
    world.sandbox.inject({ ...closed(429), do: refusal(429, 'Too many.', { 'retry-after': '60' }) });
    const all = [world.sandbox.importId, ...imports.map(({ id }) => id)];
    const first = await written();
    const atOnce = await Promise.all(all.map((importId) => written({ importId })));
    expect(tally(atOnce.flatMap(({ results }) => results))).toEqual({ created: 57, unchanged: 3 });
    expect(complaints(first, ...atOnce)).toEqual([]);
    world.sandbox.clearFaults();
    world.sandbox.inject({ nth: 1, do: refusal(429, 'Too many.', { 'retry-after': '600' }) });
    const later = [];
    for (const importId of all) later.push(await written({ importId }));
    expect(later.flatMap(({ exchanges }) => exchanges)).toHaveLength(1);
  });

  it('D-3: does not hold for another key', async () => {
    world = createWorld();
    world.sandbox.inject(closed(429));
    await written();
    const other = await written({ apiKey: world.sandbox.keys.secondWrite, importId: world.sandbox.inactiveImportId });
    expect(tally(other.results)).toEqual({ created: 3 });
  });

  it('D-3: is never run into by ten runs at once', async () => {
    const imports = Array.from({ length: 9 }, () => importOf(randomUUID()));
    world = createWorld({ imports, rateLimit: { requests: 4, perMs: 30_000 } });
    const all = [world.sandbox.importId, ...imports.map(({ id }) => id)];
    const runs = await Promise.all(
      all.map((importId) => written({ importId, delivery: { batchSize: 1, maxAttempts: 100 } })),
    );
    expect(tally(runs.flatMap(({ results }) => results))).toEqual({ created: 30 });
    expect(complaints(...runs)).toEqual([]);
  });
});
