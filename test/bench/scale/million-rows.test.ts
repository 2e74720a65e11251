import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bundle, bundle } from '../../support/bundle.ts';

const run = promisify(execFile);

describe('constant memory', () => {
  let program: Bundle;

  beforeAll(async () => {
    program = await bundle('test/bench/scale/million-rows.ts');
  });

  afterAll(() => program.remove());

  it('P-6: a million rows fit through a heap of 64 MB, the API that answers them included', async () => {
    const { stdout } = await run(process.execPath, ['--max-old-space-size=64', program.path, '1000000']);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', results: { created: 1_000_000 }, batches: 200 });
  });
});
