import type { WireOperation } from '../batch.ts';

/** What a request is for. */
export type RequestKind = 'imports' | 'import' | 'list' | 'batch' | 'read' | 'create' | 'update' | 'delete' | 'unknown';

/** One request as it came, and what became of it. Headers are not kept: the key is in them. */
export interface LoggedRequest {
  /** Position in the log, from 0. */
  readonly number: number;
  /** When it arrived, clock milliseconds. */
  readonly at: number;
  /** When its answer was handed over, or its connection ended. Absent while it is under way. */
  endedAt?: number;
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly kind: RequestKind;
  /** The size of a batch, once its body is there. */
  operations?: number;
  /** The status answered; absent when no headers went out. */
  status?: number;
  /** The kind of mishap that befell it. */
  fault?: string;
}

/** One change of state through the API. */
export interface AppliedOperation {
  readonly at: number;
  readonly operation: WireOperation['operation'];
  readonly code: string;
  /** The request's position in the request log. */
  readonly request: number;
}

/** The request log and the apply log (Y-2). */
export class Journal {
  requests: LoggedRequest[] = [];
  applied: AppliedOperation[] = [];

  arrive(at: number, method: string, path: string, kind: RequestKind): LoggedRequest {
    const entry: LoggedRequest = { number: this.requests.length, at, method, path, kind };
    this.requests.push(entry);
    return entry;
  }

  apply(applied: AppliedOperation): void {
    this.applied.push(applied);
  }

  clear(): void {
    this.requests = [];
    this.applied = [];
  }
}
