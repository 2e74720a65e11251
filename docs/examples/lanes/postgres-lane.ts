/** Turns at an import across processes, on PostgreSQL: a session's advisory lock, and a row for each window. */
import { setTimeout as pass } from 'node:timers/promises';
import type { Lane } from 'destination-permutive/spec';
import type { Pool } from 'pg';

/** Once, with your other migrations. */
export const SCHEMA =
  'create table if not exists permutive_window (name text primary key, closed_until timestamptz not null)';

const TAKE = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken';
const GIVE = 'select pg_advisory_unlock(hashtextextended($1, 0))';
/** Times are the server's alone: the machines' clocks differ. */
const LEFT = `select coalesce(max(extract(epoch from closed_until - clock_timestamp())), 0)::float8 * 1000 as ms
  from permutive_window where name = any($1)`;
/** A window only grows. */
const CLOSE = `insert into permutive_window values ($1, clock_timestamp() + $2 * interval '1 millisecond')
  on conflict (name) do update set closed_until = greatest(permutive_window.closed_until, excluded.closed_until)`;

/** `pollMs`: how often one who waits asks again, in milliseconds. A turn takes a connection of the pool while it lasts. */
export function postgresLane(pool: Pool, { pollMs = 50 }: { readonly pollMs?: number } = {}): Lane {
  return {
    async withTurn({ turn: name, windows }, turn, signal) {
      const connection = await pool.connect();
      const broken = () => undefined; // The query that needs it tells.
      connection.on('error', broken);
      let sound = false;
      try {
        while (!(await connection.query<{ taken: boolean }>(TAKE, [name])).rows[0]?.taken) {
          await pass(pollMs * (0.5 + Math.random()), undefined, signal && { signal });
        }
        const left = (await connection.query<{ ms: number }>(LEFT, [windows])).rows[0]?.ms ?? 0;
        signal?.throwIfAborted();
        const { value, close = {} } = await turn({ closedForMs: Math.max(0, left) });
        for (const [window, ms] of Object.entries(close)) await connection.query(CLOSE, [window, Math.ceil(ms)]);
        await connection.query(GIVE, [name]);
        sound = true;
        return value;
      } finally {
        connection.off('error', broken);
        connection.release(!sound); // A connection that is closed gives its locks back.
      }
    },
  };
}
