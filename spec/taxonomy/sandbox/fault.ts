import type { LoggedRequest, RequestKind } from './journal.ts';

/** What goes wrong with one request (Y-2). `apply: true` carries the request out first, so that its effect is there and the answer is not. */
export type Mishap =
  /** Another answer than the true one. */
  | {
      kind: 'answer';
      status: number;
      body?: string;
      headers?: Record<string, string>;
      apply?: boolean;
      latencyMs?: number;
    }
  /** The page of a gateway in between: see `gateway.ts`. */
  | { kind: 'gateway'; status: number; apply?: boolean }
  /** Nothing is answered, and it is carried out all the same, `ms` milliseconds later: after the client has given it up. */
  | { kind: 'late'; ms: number }
  /** The connection breaks: before the request is carried out, during its upload, or after it was carried out. */
  | { kind: 'reset'; when: 'before' | 'midway' | 'after' }
  /** Nothing more comes: not even the headers, or headers and half a body. */
  | { kind: 'stall'; when: 'headers' | 'body'; apply?: boolean }
  /** The true answer, a few bytes at a time. */
  | { kind: 'trickle'; bytesPerTick?: number; tickMs?: number; apply?: boolean }
  /** The connection breaks halfway through the true answer. */
  | { kind: 'truncate'; apply?: boolean }
  /** Carried out at once, answered `ms` milliseconds later. */
  | { kind: 'latency'; ms: number }
  /** A page whose next token leads to the same page again. */
  | { kind: 'loop_listing' }
  /** Something else happens first, such as a rival's change; then the true answer. */
  | { kind: 'call'; run: () => void };

/** A mishap and the requests it befalls. With none of `nth`, `every` and `share` it befalls every matching request. */
export interface Fault {
  /** Which requests match; every one when absent. Counting is among the matching ones. */
  on?: { method?: string; kind?: RequestKind; test?: (request: LoggedRequest) => boolean };
  /** The matching requests with these numbers, from 1. */
  nth?: number | readonly number[];
  /** Each matching request whose number is a multiple. */
  every?: number;
  /** A share of the matching requests, 0 to 1, drawn by the seed. */
  share?: number;
  /** Says aloud that every matching request is meant. */
  always?: boolean;
  /** At most so often. */
  times?: number;
  do: Mishap;
}
