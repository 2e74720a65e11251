/** Turns and windows among the runs of this process; a host of many processes hands in a lane of its own. */
import type { Lane } from 'destination-permutive/spec';
import pLimit, { type LimitFunction } from 'p-limit';

const queues = new Map<string, LimitFunction>();
/** When each window opens again. */
const openAgain = new Map<string, number>();

export const processLane: Lane = {
  withTurn({ turn: name }, turn, signal) {
    const queue = queues.get(name) ?? pLimit(1);
    queues.set(name, queue);
    return queue(async () => {
      signal?.throwIfAborted();
      const { value, close = {} } = await turn({ closedForMs: Math.max(0, (openAgain.get(name) ?? 0) - Date.now()) });
      for (const [window, ms] of Object.entries(close)) openAgain.set(window, Date.now() + ms);
      return value;
    });
  },
};
