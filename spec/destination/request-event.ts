import type { CommonErrorCode, Open } from './error.ts';

/** What a request is for. */
export type RequestPurpose = 'batch' | 'narrow' | 'confirm' | 'listing' | 'check';

/** One exchange with the service, as it ended. Never holds a row's value, a name, a code or a secret (O-1). */
export interface DestinationRequestEnded<Code extends string = Open<CommonErrorCode>> {
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
  reason?: Code;
  /** What was made of the answer. */
  verdict: string;
  ms: number;
  requestId?: string;
}

/** A wait as it begins. */
export interface DestinationWait<Code extends string = Open<CommonErrorCode>> {
  kind: 'wait';
  /** ISO 8601. */
  until: string;
  ms: number;
  reason: Code;
}

/** What a run does at the network: each exchange as it ends, each wait as it begins. */
export type DestinationRequestEvent<Code extends string = Open<CommonErrorCode>> =
  | DestinationRequestEnded<Code>
  | DestinationWait<Code>;
