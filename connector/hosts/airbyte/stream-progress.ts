import type { ErrorDetail } from '../../../spec/host/errors.ts';
import type { ConfiguredStream } from './catalog.ts';

/** How far one stream has come. */
export interface StreamProgress {
  readonly stream: ConfiguredStream;
  /** Records received. */
  records: number;
  rejected: number;
  /** Whether the source has said that it sent all of it. */
  complete: boolean;
  /** Why it is blocked: nothing at or after this record is acknowledged. */
  blocked: ErrorDetail | undefined;
}

export const startOf = (stream: ConfiguredStream): StreamProgress => ({
  stream,
  records: 0,
  rejected: 0,
  complete: false,
  blocked: undefined,
});
