import type { Readable, Writable } from 'node:stream';
import type { Faces } from './faces.ts';

/** An output stream that may be a terminal. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Everything the command line touches of the world, so that a test can run it in-process. */
export interface Io {
  readonly stdin: Readable;
  /** Results, and nothing else. */
  readonly stdout: Terminal;
  /** Progress, warnings, logs. */
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Transport to the API; the platform's own when absent. */
  readonly fetch?: typeof fetch;
  readonly faces: Faces;
}

/** What the process ends with; told in `--help`. */
export const EXIT = { ok: 0, rowsFailed: 1, usage: 2, runFailed: 3, cancelled: 130, terminated: 143 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
