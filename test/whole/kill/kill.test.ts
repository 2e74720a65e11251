import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { createSandbox, type LoggedRequest, type Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { type Bundle, bundle } from '../../support/bundle.ts';
import { rows } from '../../support/run.ts';

/** 24 rows wanted, two of them bad, and 8 to be removed, in batches of eight. */
const ROWS = [...rows(24), ...rows(8, { change: 'removed' }, 24)].map((row, at) =>
  at === 3 || at === 13 ? { ...row, segment_name: 'bad' } : row,
);
const BAD = ['c13', 'c3'];

/** The process dies at the `nth` request that matches; `apply` tells whether that one takes effect. */
interface Kill {
  readonly on: (request: LoggedRequest) => boolean;
  readonly nth: number;
  readonly apply: boolean;
}

describe('a run that is killed and run again', () => {
  let program: Bundle;
  let folder = '';
  let sandbox: Sandbox;

  beforeAll(async () => {
    program = await bundle('test/whole/kill/sync.ts');
    folder = await mkdtemp(join(tmpdir(), 'kill-'));
    await writeFile(join(folder, 'rows.json'), JSON.stringify(ROWS));
  });
  afterEach(() => sandbox.close());
  afterAll(async () => {
    await program.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the program until it ends, or until `kill` strikes. */
  async function synced(baseUrl: string, kill?: Kill): Promise<RowResult[]> {
    const argv = [program.path, baseUrl, sandbox.importId, sandbox.keys.write, join(folder, 'rows.json')];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (kill !== undefined) {
      let matching = 0;
      const strikes = (request: LoggedRequest): boolean => {
        if (!kill.on(request)) return false;
        matching += 1;
        if (matching === kill.nth) child.kill('SIGKILL');
        return matching === kill.nth;
      };
      // The request stalls, applied or not: the process dies while it waits for the answer.
      sandbox.inject({ on: { test: strikes }, do: { kind: 'stall', when: 'headers', apply: kill.apply } });
    }
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    const [code, signal]: unknown[] = await once(child, 'close');
    expect({ code, signal }).toEqual(
      kill === undefined ? { code: 0, signal: null } : { code: null, signal: 'SIGKILL' },
    );
    return out
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line): RowResult => JSON.parse(line));
  }

  const batch = ({ kind }: LoggedRequest) => kind === 'batch';
  /** Eight rows, less the removals of what is known not to be there; what is narrowed is smaller. */
  const whole = ({ kind, operations = 0 }: LoggedRequest) => kind === 'batch' && operations >= 6;
  const part = ({ kind, operations = 0 }: LoggedRequest) => kind === 'batch' && operations < 6;
  const read = ({ method }: LoggedRequest) => method === 'GET';
  it.each<[string, Kill]>([
    ['before its first request is applied', { on: batch, nth: 1, apply: false }],
    ['before a later batch is applied', { on: whole, nth: 4, apply: false }],
    ['after its first request was applied', { on: batch, nth: 1, apply: true }],
    ['after a request in the middle of narrowing was applied', { on: part, nth: 2, apply: true }],
    ['after a later batch was applied', { on: whole, nth: 3, apply: true }],
    ['while it reads back what it was refused', { on: read, nth: 1, apply: false }],
  ])('T-8: %s converges, without a duplicate or a false failure', async (_where, kill) => {
    for (const atomicity of ['atomic', 'partial'] as const) {
      sandbox = createSandbox({ atomicity, rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
      sandbox.put(rows(6, {}, 24).map(({ segment_code }) => ({ code: String(segment_code), name: 'To go' })));
      const baseUrl = await sandbox.listen();
      const told = await synced(baseUrl, kill);
      const held = new Set<string | null>(sandbox.segments().map(({ code }) => code));
      const succeeded = told.filter(({ status }) => status === 'succeeded');
      // What it had said before it died was true.
      expect(
        succeeded.filter(({ segmentCode, operation }) => held.has(segmentCode) === (operation === 'Delete')),
      ).toEqual([]);

      sandbox.clearFaults();
      const again = await synced(baseUrl);
      expect(again).toHaveLength(ROWS.length);
      expect(again.flatMap(({ status, segmentCode }) => (status === 'failed' ? [segmentCode] : [])).sort()).toEqual(
        BAD,
      );
      const wanted = rows(24).flatMap(({ segment_code }) => (BAD.includes(String(segment_code)) ? [] : [segment_code]));
      expect(
        sandbox
          .segments()
          .map(({ code }) => code)
          .sort(),
      ).toEqual(wanted.sort());
      if (atomicity === 'atomic') await sandbox.close();
    }
  });
});
