import type { RequestKind, SentOperation } from './vocabulary.ts';

/** One request as the service received it. */
export interface LoggedRequest {
  /** Position in the log, from 0. */
  readonly number: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly kind: RequestKind;
  /** Of a batch: how many. */
  readonly operations?: number | undefined;
  /** The status answered; absent when none went out. */
  readonly status?: number | undefined;
  /** The kind of mishap that befell it. */
  readonly fault?: string | undefined;
}

/** One change that was made through the service. */
export type Applied = Pick<SentOperation, 'verb' | 'key'>;
