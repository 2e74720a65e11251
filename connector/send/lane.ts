import pLimit, { type LimitFunction } from 'p-limit';

/** One request at a time to one import, for all runs of the process (P-5), and the Retry-After window they share (D-3). */
export interface Lane {
  readonly oneAtATime: LimitFunction;
  /** No request is sent before this time, in milliseconds since the epoch. */
  closedUntil: number;
}

interface SharedLane extends Lane {
  users: number;
}

const lanes = new Map<string, SharedLane>();

/** Joins the lane of an import. Leave it at the end of the run: a lane nobody uses is forgotten. */
export function enterLane(baseUrl: string, importId: string): { lane: Lane; leave: () => void } {
  const key = `${baseUrl} ${importId.toLowerCase()}`;
  const lane = lanes.get(key) ?? { oneAtATime: pLimit(1), closedUntil: 0, users: 0 };
  lane.users += 1;
  lanes.set(key, lane);
  return {
    lane,
    leave: () => {
      lane.users -= 1;
      if (lane.users === 0) lanes.delete(key);
    },
  };
}
