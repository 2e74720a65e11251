import { afterEach, describe, expect, it } from '@jest/globals';
import type { Logger } from '../../../spec/host/connector.ts';
import { createWorld, rows, run, type World } from '../../support/run.ts';

let world: World;
afterEach(() => world.sandbox.close());

async function warned(named: boolean): Promise<string[]> {
  world = createWorld();
  const warnings: string[] = [];
  const silent = () => undefined;
  const warn = (_fields: object, text?: string) => void warnings.push(text ?? '');
  const logger: Logger = { trace: silent, debug: silent, info: silent, warn, error: silent };
  const changeSets = [
    { rows: rows(20).map((row) => (named ? row : { ...row, segment_code: null })) },
    { rows: rows(20, {}, 20) },
  ];
  await run(world, { changeSets, logger, delivery: { batchSize: 5 } });
  return warnings;
}

describe('generated codes', () => {
  it('S-7: a run that generates any logs one warning, with the advice on stable codes', async () => {
    expect(await warned(false)).toEqual([expect.stringContaining('Map stable segment codes of your own')]);
  });

  it('S-7: a run whose rows all bring their codes logs none', async () => {
    expect(await warned(true)).toEqual([]);
  });
});
