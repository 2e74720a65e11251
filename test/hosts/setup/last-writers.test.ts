import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LastWriters } from '../../../connector/hosts/setup/last-writers.ts';
import { RunHistory } from '../../../connector/hosts/setup/run-history.ts';

const row = (segmentCode: string, outcome: string | null, code?: string) => ({
  rowId: segmentCode,
  status: outcome === null ? 'failed' : 'succeeded',
  outcome,
  segmentCode,
  asked: {},
  ...(code !== undefined && { error: { code } }),
});

describe('which run wrote a segment last', () => {
  let keep = '';
  beforeAll(async () => {
    keep = await mkdtemp(join(tmpdir(), 'writers-'));
    await kept(1, 'one', [row('a', 'created'), row('b', 'created'), row('c', 'created'), row('d', 'created')]);
    await kept(2, 'another', [row('a', 'updated')]);
    await kept(3, 'one', [
      row('a', 'unchanged'),
      row('b', 'updated'),
      row('c', 'deleted'),
      row('e', null, 'invalid_field'),
    ]);
    await kept(4, 'one', [row('a', 'updated')], { dryRun: true });
    await kept(5, 'one', [row('a', 'updated')], { sandbox: true });
    await kept(6, 'one', [row('d', null, 'outcome_unknown')]);
  });
  afterAll(() => rm(keep, { recursive: true }));

  async function kept(number: number, importId: string, rows: readonly object[], head: object = {}): Promise<void> {
    const path = join(keep, String(number));
    await mkdir(path);
    await writeFile(join(path, 'order.json'), JSON.stringify({ about: { import: { id: importId } } }));
    await writeFile(join(path, 'results.ndjson'), rows.map((one) => `${JSON.stringify(one)}\n`).join(''));
    await writeFile(join(path, 'run.json'), JSON.stringify({ head: { running: false, ...head } }));
  }

  it('U-12: of the runs that are kept, those of the import alone; no dry run, and no sandbox that went with its program', async () => {
    const history = new RunHistory(keep);
    await history.open();
    const writers = new LastWriters(history);
    const told = { a: { run: 1 }, b: { run: 3 }, d: { run: 6, unsure: true } };
    expect(Object.fromEntries(await writers.of('one'))).toEqual(told);
    // Asked again, nothing is counted twice; another import has writers of its own.
    expect(Object.fromEntries(await writers.of('one'))).toEqual(told);
    expect(Object.fromEntries(await writers.of('another'))).toEqual({ a: { run: 2 } });
  });
});
