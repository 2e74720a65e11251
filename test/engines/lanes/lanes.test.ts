import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { postgresLane, SCHEMA } from '../../../docs/examples/lanes/postgres-lane.ts';
import { redisLane } from '../../../docs/examples/lanes/redis-lane.ts';
import { LANE_REQUIREMENTS, type LaneProcess } from '../../../spec/conformance/lane-requirements.ts';
import { type Server, startPostgres, startRedis } from '../servers.ts';

describe('the Redis lane, on a real server', () => {
  let server: Server;
  let clients: Redis[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterEach(() => {
    for (const client of clients) client.disconnect();
    clients = [];
  });
  afterAll(() => server.stop());

  it.each(LANE_REQUIREMENTS)('L-3: $title', async ({ check }) => {
    const prefix = randomUUID();
    await check({
      process(): LaneProcess {
        const redis = new Redis({ port: server.port, host: '127.0.0.1' });
        clients.push(redis);
        return {
          lane: redisLane(redis, { prefix, lockMs: 1_000, pollMs: 5 }),
          die: async () => redis.disconnect(),
        };
      },
    });
  });
});

describe('the PostgreSQL lane, on a real server', () => {
  let server: Server;
  let owner: pg.Pool;
  let pools: pg.Pool[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    owner = new pg.Pool({ host: '127.0.0.1', port: server.port, user: 'test', database: 'postgres' });
    owner.on('error', () => undefined); // The server is stopped under it.
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    pools = [];
  });
  afterAll(async () => {
    await owner.end();
    await server.stop();
  });

  it.each(LANE_REQUIREMENTS)('L-3: $title', async ({ check }) => {
    await owner.query(`${SCHEMA}; truncate permutive_window`);
    await check({
      process(): LaneProcess {
        const name = randomUUID();
        const pool = new pg.Pool({
          host: '127.0.0.1',
          port: server.port,
          user: 'test',
          database: 'postgres',
          application_name: name,
        });
        pool.on('error', () => undefined);
        pools.push(pool);
        return {
          lane: postgresLane(pool, { pollMs: 5 }),
          async die() {
            await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
              name,
            ]);
          },
        };
      },
    });
  });
});

describe('the examples', () => {
  it.each(['redis-lane', 'postgres-lane'])('L-3: %s has less than 80 lines', async (name) => {
    expect((await readFile(`docs/examples/lanes/${name}.ts`, 'utf8')).split('\n').length).toBeLessThan(80);
  });
});
