import type { ErrorCode } from './errors.ts';

/** What a request is for. */
export type RequestPurpose = 'batch' | 'narrow' | 'confirm' | 'listing' | 'check';

/** One exchange with Permutive, as it ended. Never holds a row's value, a name, a code or the key (O-1). */
export interface RequestEnded {
  kind: 'request';
  /** Counts the requests of the run, from 1. */
  number: number;
  /** ISO 8601: when it ended. */
  at: string;
  /** The batch it belongs to, from 1. */
  batch?: number;
  /** Which of the batch's operations it carried, as runs of positions [from, to), left out beyond 64 runs. */
  positions?: readonly (readonly [from: number, to: number])[];
  method: string;
  purpose: RequestPurpose;
  operations?: number;
  /** From 1. */
  attempt: number;
  status?: number;
  /** Why it is not taken for a success. */
  reason?: ErrorCode;
  /** What was made of the answer. */
  verdict: string;
  ms: number;
  requestId?: string;
}

/** A wait as it begins. */
export interface WaitBegun {
  kind: 'wait';
  /** ISO 8601. */
  until: string;
  ms: number;
  reason: ErrorCode;
}

/** What a run does at the network: each exchange as it ends, each wait as it begins. */
export type RequestEvent = RequestEnded | WaitBegun;
