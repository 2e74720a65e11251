import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openQueue } from '../../../docs/examples/fleet/producer.ts';
import { createSandbox, type LoggedRequest, refusal, type Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { type Bundle, bundle } from '../../support/bundle.ts';
import { type Server, startRedis } from '../servers.ts';

const JOBS = 10;
const ROWS = 300;
const WORKERS = 3;

const rowsOf = (job: number) =>
  Array.from({ length: ROWS }, (_, at) => ({ rowId: String(at), segment_code: `c${at}`, segment_name: `Sync ${job}` }));

describe('a fleet of workers at one import', () => {
  let redis: Server;
  let program: Bundle;
  let sandbox: Sandbox;
  let workers: ChildProcess[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    program = await bundle('test/engines/fleet/worker-process.ts');
  });
  afterEach(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    workers = [];
    await sandbox.close();
  });
  afterAll(async () => {
    await program.remove();
    await redis.stop();
  });

  it('L-4: every job is done though one worker is killed within a job: in order, never two at once, in no window', async () => {
    sandbox = createSandbox();
    const connection = { host: '127.0.0.1', port: redis.port };
    const settings = {
      connection,
      config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
      delivery: { baseUrl: await sandbox.listen(), backoffMs: 10, maxRetryAfterMs: 0 },
      lockDuration: 2_000,
    };
    const queue = await openQueue({ ...connection }, sandbox.importId);
    for (let job = 1; job <= JOBS; job += 1) await queue.add('sync', { mode: 'upsert', rows: rowsOf(job) });

    /** The worker that is at a job: there is one at a time. */
    let active: ChildProcess | undefined;
    let batches = 0;
    let killed = false;
    const isNth =
      (nth: number) =>
      ({ kind }: LoggedRequest) =>
        kind === 'batch' && batches === nth;
    sandbox.inject({
      on: {
        test: ({ kind }) => {
          if (kind === 'batch') batches += 1;
          return false;
        },
      },
      always: true,
      do: { kind: 'latency', ms: 0 },
    });
    for (const nth of [3, 8]) {
      sandbox.inject({
        on: { test: isNth(nth) },
        always: true,
        do: refusal(429, 'Slow down.', { 'retry-after': '1' }),
      });
    }
    const strikes = (request: LoggedRequest): boolean => {
      if (killed || !isNth(5)(request)) return false;
      killed = true;
      active?.kill('SIGKILL');
      return true;
    };
    sandbox.inject({ on: { test: strikes }, always: true, do: { kind: 'stall', when: 'headers', apply: true } });

    const done = new Promise<void>((resolve) => {
      const completed = new Set<string>();
      for (let at = 0; at < WORKERS; at += 1) {
        const worker = spawn(process.execPath, [program.path, JSON.stringify(settings)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        workers.push(worker);
        worker.stdout.on('data', (chunk) => {
          for (const line of String(chunk).trim().split('\n')) {
            const { event, job } = JSON.parse(line);
            if (event === 'active') active = worker;
            if (event === 'completed') completed.add(job);
            if (completed.size === JOBS) resolve();
          }
        });
      }
    });
    await done;

    const finished = await queue.getJobs(['completed']);
    expect(finished).toHaveLength(JOBS);
    for (const { returnvalue } of finished) {
      const { created = 0, updated = 0, unchanged = 0, refused = [] } = returnvalue ?? {};
      expect([created + updated + unchanged, refused]).toEqual([ROWS, []]);
    }
    await queue.close();
    expect(killed).toBe(true);
    // The order of the queue is kept: the last sync has the last word on every segment.
    expect(new Set(sandbox.segments().map(({ name }) => name))).toEqual(new Set([`Sync ${JOBS}`]));
    expect(sandbox.segments()).toHaveLength(ROWS);
    expect(overlaps(sandbox.requests)).toEqual([]);
    expect(withinWindow(sandbox.requests, 1_000)).toEqual([]);
  });

  it('L-4: worker and producer have at most 120 lines', async () => {
    const files = ['producer', 'worker'].map((name) => readFile(`docs/examples/fleet/${name}.ts`, 'utf8'));
    sandbox = createSandbox();
    expect((await Promise.all(files)).join('').split('\n').length).toBeLessThanOrEqual(120);
  });
});

/** Requests that came while another was under way. */
function overlaps(requests: readonly LoggedRequest[]): readonly LoggedRequest[] {
  return requests.filter(({ at, number }) =>
    requests.some((other) => other.number < number && (other.endedAt ?? 0) > at),
  );
}

/** Requests that came within the window of a 429. */
function withinWindow(requests: readonly LoggedRequest[], ms: number): readonly LoggedRequest[] {
  const windows = requests.filter(({ status }) => status === 429);
  return requests.filter(({ at, number }) =>
    windows.some((one) => one.number < number && at < (one.endedAt ?? 0) + ms),
  );
}
