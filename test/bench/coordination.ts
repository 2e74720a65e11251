/**
 * Three processes that write to one import at the same time, with and without turns across them, against a sandbox that limits
 * requests: how many requests were under way at once, how many came inside a Retry-After window, and how many it took.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import connector from '../../connector/index.ts';
import { openQueue } from '../../docs/examples/fleet/producer.ts';
import { startWorker } from '../../docs/examples/fleet/worker.ts';
import { postgresLane, SCHEMA } from '../../docs/examples/lanes/postgres-lane.ts';
import { redisLane } from '../../docs/examples/lanes/redis-lane.ts';
import type { Lane } from '../../spec/destination/lane.ts';
import { createSandbox, type LoggedRequest } from '../../spec/taxonomy/sandbox/index.ts';
import { startPostgres, startRedis } from '../engines/servers.ts';

const PROCESSES = 3;
const ROWS = 10_000;
const BATCH = 500;
const LIMIT = { requests: 5, perMs: 1_000 };

type Kind = 'none' | 'redis' | 'postgres' | 'bullmq';

/** Syncs of the fleet, each of its share of the rows. */
const JOBS = 30;

interface Order {
  readonly kind: Kind;
  readonly config: { readonly importId: string; readonly apiKey: string };
  readonly baseUrl: string;
  readonly port: number;
  readonly from: number;
}

const rowsFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    rowId: String(at),
    segment_code: `c${from + at}`,
    segment_name: 'A segment',
  }));

async function writeOwn({ kind, config, baseUrl, port, from }: Order): Promise<void> {
  if (kind === 'bullmq') {
    startWorker({ connection: { host: '127.0.0.1', port }, config, delivery: { baseUrl, batchSize: BATCH } });
    return;
  }
  const redis = kind === 'redis' ? new Redis({ port, host: '127.0.0.1' }) : undefined;
  const pool =
    kind === 'postgres' ? new pg.Pool({ host: '127.0.0.1', port, user: 'test', database: 'postgres' }) : undefined;
  const lane: Lane | undefined = (redis && redisLane(redis)) ?? (pool && postgresLane(pool));
  const rows = rowsFrom(from, ROWS);
  const summary = await connector.write(
    { config, mode: 'upsert', changeSets: [{ rows }], delivery: { baseUrl, batchSize: BATCH, maxAttempts: 100 } },
    { onRowResult: () => undefined, ...(lane && { lane }) },
  );
  process.stdout.write(JSON.stringify(summary.rows));
  redis?.disconnect();
  await pool?.end();
}

const overlapping = (requests: readonly LoggedRequest[]): number =>
  Math.max(...requests.map(({ at }) => requests.filter((one) => one.at <= at && (one.endedAt ?? at) > at).length));

const insideWindows = (requests: readonly LoggedRequest[]): number => {
  const windows = requests.filter(({ status }) => status === 429);
  return requests.filter(({ at, number }) =>
    windows.some(
      (one) => one.number < number && one.endedAt !== undefined && one.endedAt < at && at < one.endedAt + 1_000,
    ),
  ).length;
};

/** Rows that ended as they should, of all processes. */
async function writtenBy(order: Omit<Order, 'from'>): Promise<number> {
  const children = Array.from({ length: PROCESSES }, (_, at) =>
    spawn(process.execPath, [String(process.argv[1]), JSON.stringify({ ...order, from: at * ROWS })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  if (order.kind === 'bullmq') {
    const done = await fleet(order);
    for (const child of children) child.kill('SIGKILL');
    return done;
  }
  const succeeded = children.map(async (child) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    await once(child, 'close');
    return Number(JSON.parse(out).succeeded);
  });
  return (await Promise.all(succeeded)).reduce((sum, count) => sum + count, 0);
}

async function fleet({ port, config }: Omit<Order, 'from'>): Promise<number> {
  const connection = { host: '127.0.0.1', port };
  const queue = await openQueue(connection, config.importId);
  const events = new QueueEvents(queue.name, { connection });
  for (const emitter of [queue, events]) emitter.setMaxListeners(2 * JOBS);
  const share = (PROCESSES * ROWS) / JOBS;
  const jobs = await Promise.all(
    Array.from({ length: JOBS }, (_, at) => queue.add('sync', { mode: 'upsert', rows: rowsFrom(at * share, share) })),
  );
  const results = await Promise.all(jobs.map((job) => job.waitUntilFinished(events)));
  await events.close();
  await queue.close();
  return results.reduce((sum, { created, updated, unchanged }) => sum + created + updated + unchanged, 0);
}

async function measure(kind: Kind, port: number): Promise<object> {
  const sandbox = createSandbox({ rateLimit: LIMIT });
  sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'latency', ms: 50 } });
  const baseUrl = await sandbox.listen();
  const config = { importId: sandbox.importId, apiKey: sandbox.keys.write };
  const startedAt = performance.now();
  const rows = await writtenBy({ kind, config, baseUrl, port });
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const { requests } = sandbox;
  await sandbox.close();
  return {
    turns: kind,
    rows,
    underWayAtOnce: overlapping(requests),
    insideWindows: insideWindows(requests),
    requests: requests.length,
    seconds,
  };
}

const order = process.argv[2];
if (order !== undefined) await writeOwn(JSON.parse(order));
else {
  const redis = await startRedis();
  const postgres = await startPostgres();
  const owner = new pg.Client({ host: '127.0.0.1', port: postgres.port, user: 'test', database: 'postgres' });
  await owner.connect();
  await owner.query(SCHEMA);
  await owner.end();
  for (const [kind, port] of [
    ['none', 0],
    ['redis', redis.port],
    ['postgres', postgres.port],
    ['bullmq', redis.port],
  ] as const) {
    process.stdout.write(`${JSON.stringify(await measure(kind, port))}\n`);
  }
  await redis.stop();
  await postgres.stop();
}
