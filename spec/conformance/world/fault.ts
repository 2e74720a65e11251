import type { Answer } from './exchange.ts';
import type { LoggedRequest } from './log.ts';
import type { RequestKind } from './vocabulary.ts';

/** What goes wrong with one request. `apply: true` carries it out first: its effect is there, and the true answer is not. */
export type Mishap =
  /** Another answer than the true one. */
  | ({ readonly kind: 'answer'; readonly apply?: boolean } & Answer)
  /** The connection breaks, before the request is carried out or after. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** Nothing more comes: not even the headers, or headers and half a body. */
  | { readonly kind: 'stall'; readonly when: 'headers' | 'body'; readonly apply?: boolean }
  /** Nothing is answered, and it is carried out all the same, `ms` milliseconds later: after the client has given it up. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Carried out at once; the true answer comes `ms` milliseconds later. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Something else happens first; then the true answer. */
  | { readonly kind: 'call'; readonly run: () => void };

/** A mishap and the requests it befalls: every matching one, unless `nth` or `every` says which. Of several faults the first that befalls counts. */
export interface Fault {
  /** Which requests match; every one when absent. `test` is given the request as the log has it, its own entry being the last. */
  readonly on?: { readonly kind?: RequestKind; readonly test?: (request: LoggedRequest) => boolean };
  /** The matching requests with these numbers, from 1, counted since the fault was injected. */
  readonly nth?: number | readonly number[];
  /** Each matching request whose number is a multiple. */
  readonly every?: number;
  /** Says aloud that every matching request is meant. */
  readonly always?: boolean;
  readonly do: Mishap;
}
