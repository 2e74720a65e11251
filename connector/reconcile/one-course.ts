import type { ConnectorContext } from '../../spec/host/connector.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import { courteously } from '../courtesy.ts';

type Watching = Pick<ConnectorContext, 'onRequest'>;
type Traced = Pick<RowResult, 'batch' | 'requests'>;

/** One part of a run, each of whose calls numbers its exchanges and batches from 1. */
export interface Part {
  /** Tells the host of them under the numbers of the whole run. */
  readonly onRequest: (event: RequestEvent) => void;
  /** A result under the same numbers; rows that share an array of exchanges go on sharing one. */
  placed<T extends Traced>(result: T): T;
}

/** Makes one course of the parts of a run: its exchanges and batches are numbered on from part to part (O-1). */
export class OneCourse {
  readonly #host: Watching;
  #requests = 0;
  #batches = 0;

  constructor(host: Watching) {
    this.#host = host;
  }

  part(): Part {
    const numbers = new Map<number, number>();
    const shared = new WeakMap<readonly number[], readonly number[]>();
    const before = this.#batches;
    const onRequest = (event: RequestEvent) => {
      const placed = event.kind === 'wait' ? event : this.#next(event, before, numbers);
      courteously(() => this.#host.onRequest?.(placed));
    };
    const requestsOf = (requests: readonly number[]) => {
      let placed = shared.get(requests);
      if (placed === undefined) {
        placed = requests.map((number) => numbers.get(number) ?? number);
        shared.set(requests, placed);
      }
      return placed;
    };
    return {
      onRequest,
      placed: (result) => ({
        ...result,
        ...(result.batch !== undefined && { batch: before + result.batch }),
        ...(result.requests !== undefined && { requests: requestsOf(result.requests) }),
      }),
    };
  }

  #next(event: Extract<RequestEvent, { kind: 'request' }>, before: number, numbers: Map<number, number>): RequestEvent {
    this.#requests += 1;
    numbers.set(event.number, this.#requests);
    if (event.batch === undefined) return { ...event, number: this.#requests };
    const batch = before + event.batch;
    this.#batches = Math.max(this.#batches, batch);
    return { ...event, number: this.#requests, batch };
  }
}
