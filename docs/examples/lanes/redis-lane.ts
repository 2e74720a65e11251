/** Turns at an import across processes, on Redis: a lock that is renewed, and a key for each window. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pass } from 'node:timers/promises';
import type { Lane } from 'destination-permutive/spec';
import type { Redis } from 'ioredis';

/** Only who holds the lock renews and releases it: after a pause it may be somebody else's. */
const RENEW = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('pexpire', KEYS[1], ARGV[2])";
const RELEASE = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])";
/** A window only grows. */
const CLOSE =
  "return redis.call('pttl', KEYS[1]) < tonumber(ARGV[1]) and redis.call('set', KEYS[1], '', 'PX', ARGV[1])";

export interface RedisLaneOptions {
  /** Before every key. */
  readonly prefix?: string;
  /** How long a lock outlives a process that died, in milliseconds. */
  readonly lockMs?: number;
  /** How often one who waits asks again, in milliseconds. */
  readonly pollMs?: number;
}

export function redisLane(redis: Redis, options: RedisLaneOptions = {}): Lane {
  const { prefix = 'permutive', lockMs = 10_000, pollMs = 50 } = options;
  return {
    async withTurn({ turn: name, windows }, turn, signal) {
      const lock = `${prefix}:turn:${name}`;
      const holder = randomUUID();
      while ((await redis.set(lock, holder, 'PX', lockMs, 'NX')) === null) {
        await pass(pollMs * (0.5 + Math.random()), undefined, signal && { signal });
      }
      const renewing = setInterval(() => {
        redis.eval(RENEW, 1, lock, holder, lockMs).catch(() => undefined); // The next one may pass.
      }, lockMs / 3);
      try {
        const left = await Promise.all(windows.map((window) => redis.pttl(`${prefix}:window:${window}`)));
        signal?.throwIfAborted();
        const { value, close = {} } = await turn({ closedForMs: Math.max(0, ...left) });
        for (const [window, ms] of Object.entries(close)) {
          await redis.eval(CLOSE, 1, `${prefix}:window:${window}`, Math.ceil(ms));
        }
        return value;
      } finally {
        clearInterval(renewing);
        await redis.eval(RELEASE, 1, lock, holder).catch(() => undefined); // It ends by itself.
      }
    },
  };
}
